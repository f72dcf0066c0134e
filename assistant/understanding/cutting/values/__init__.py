"""Values in other words than the catalog's: with their nouns, verbs, keys, owners, states and places."""

"""A question as a turn of a conversation: what it changes in the query before it, or that it begins anew."""

"""One file each for the parts of a catalog's YAML; `assistant.catalog.read` goes through them."""

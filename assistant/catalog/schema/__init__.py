"""The catalog's files as JSON Schemas, for editors. `docs/schema/` holds them written out."""

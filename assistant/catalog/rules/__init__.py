"""What a catalog must keep to, one file for each kind of rule; `assistant.catalog.check` runs them."""

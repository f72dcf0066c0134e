"""Language models, where one is configured. Without one, nothing here is used."""

"""The demo warehouse: a fictional software company, generated, the same for the same seed and size."""

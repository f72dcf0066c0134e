"""Turning rows and codes into headlines, charts, definitions and warnings in the reader's language."""

"""Conditions on values: which field, which words only repeat it, what is left out."""

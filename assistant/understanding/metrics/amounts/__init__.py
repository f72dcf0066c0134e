"""Amounts: of what is counted, by their column, of whom, added up."""

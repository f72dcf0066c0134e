"""Rates and quotients: by their two parts, as so many of so many, as one amount of each."""

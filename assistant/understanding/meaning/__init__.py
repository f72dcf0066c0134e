"""Metrics by what they mean: which one the words of a question speak of that no phrase of it names."""

"""Periods, comparisons and dates of a question, bound to its metrics."""

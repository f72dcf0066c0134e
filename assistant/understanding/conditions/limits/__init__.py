"""Limits on numbers: of metrics, of rows, of durations; what they are said of."""

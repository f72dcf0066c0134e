"""Metrics by what was done: verbs, their objects, who does it and how often."""

"""Questions that ask for more than one query: which analysis, of what, and the typed request of it."""

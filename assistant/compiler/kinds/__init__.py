"""One file per kind of metric: how it becomes SQL."""

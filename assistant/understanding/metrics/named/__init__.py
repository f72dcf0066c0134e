"""Metrics by their names: whole, in lists, apart, shortened, said twice, or meaning something else."""

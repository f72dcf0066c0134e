"""Names that a cut would take apart, join or take for something else than they are where they stand."""

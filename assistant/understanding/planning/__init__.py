"""Parts of the model planner: what a model is shown, how it may answer, and what of it holds."""

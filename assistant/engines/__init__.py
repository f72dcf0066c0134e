"""Where statements run. `engine.Engine` is what the rest of the product knows of a warehouse."""

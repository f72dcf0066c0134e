"""What an actor may see, and the query narrowed to it."""

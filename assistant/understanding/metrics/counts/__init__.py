"""Numbers of things: which things are counted, and which ones are only named."""

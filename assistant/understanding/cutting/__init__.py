"""From the text of a question to its pieces, with everything each of them could mean."""

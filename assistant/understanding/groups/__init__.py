"""What a question wants to see one by one, which ones of them, and in what order."""

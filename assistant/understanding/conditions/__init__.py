"""What narrows a question down: values, flags, limits on rows and on groups, named conditions, claims."""

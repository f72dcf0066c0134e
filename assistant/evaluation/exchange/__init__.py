"""Question sets from and into other people's files: what is imported becomes case documents."""

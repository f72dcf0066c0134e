"""The ways in: command line, web chat, and later Slack and HTTP."""

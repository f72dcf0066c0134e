"""Question sets: run them, judge what came out, report it, and turn complaints into cases."""

"""A run as people and tools read it: terminal, web page, pull request, JUnit, JSON."""

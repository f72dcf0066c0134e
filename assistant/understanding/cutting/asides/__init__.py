"""What is said around a request and is no part of it, or says again what is known."""

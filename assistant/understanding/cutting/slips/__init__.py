"""Slips of the pen: letters, sounds, look-alikes, words typed apart or together."""

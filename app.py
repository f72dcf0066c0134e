"""The web chat. `assistant web` serves this file."""

from assistant.channels.web import page

page()

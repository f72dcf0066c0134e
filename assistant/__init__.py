"""Natural-language questions over governed metrics.

`open_assistant()` is the whole product as one object; everything else is imported from its module.
Nothing heavy is imported until it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.wiring import Assistant

__all__ = ["__version__", "open_assistant"]
__version__ = "0.1.0"


def open_assistant(server: bool = False, **overrides: Any) -> Assistant:
    """Open the assistant with settings from the environment; keywords override single settings.

    A `server` runs its statements in a process of their own, which can be killed at the deadline.

    Raises `assistant.errors.AssistantError` with one clear sentence when the catalog, the
    warehouse or the index cannot be used.
    """
    from assistant.wiring import open_assistant as build

    return build(server=server, **overrides)

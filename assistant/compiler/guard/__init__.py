"""Which SQL may run: what is not allowed by name is refused."""

from assistant.compiler.guard.guard import Guard, guard_for

__all__ = ["Guard", "guard_for"]

"""Typed queries to guarded SQL."""

from assistant.compiler.compile import compile_query, compile_resolved

__all__ = ["compile_query", "compile_resolved"]

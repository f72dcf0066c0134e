"""One step of the compilation per file; each is `f(draft) -> draft`. Their order is `compile.PASSES`."""

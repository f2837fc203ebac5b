"""Is a forecast any good? The panels of a result."""

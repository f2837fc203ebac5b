"""Is the forecast any good? Panels below a run on prices, each folded under its question."""

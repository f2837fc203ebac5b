"""Whether a forecast is any good: beside baselines, with its uncertainty, with its lag."""

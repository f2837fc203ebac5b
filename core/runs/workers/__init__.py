"""Who carries runs out: the workers, what they do with a run, and who wakes them."""

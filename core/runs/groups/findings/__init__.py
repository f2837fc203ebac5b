"""What a group of runs has found: the best, what mattered, in words."""

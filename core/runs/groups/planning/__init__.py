"""What a group of runs is to find out: its plan, and the points of it."""

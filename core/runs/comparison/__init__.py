"""Runs side by side: what they share, what can be compared, and by how much they differ."""

LEAST, MOST = 2, 12
LETTERS = "ABCDEFGHIJKL"  # the runs of a comparison, in its order

"""Questions to a result that other runs answer: other seeds, other times."""

"""The folded panels below the cell, each with its question."""

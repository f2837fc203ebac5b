"""Finding runs: all of them as a table, searched, sorted and filtered."""

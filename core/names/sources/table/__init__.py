"""Which cells of a list are names: separator, headings, column."""

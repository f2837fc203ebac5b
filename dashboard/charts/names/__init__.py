"""Charts of names and their letters."""

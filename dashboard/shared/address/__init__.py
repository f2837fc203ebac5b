"""What stands in the address of a page, and how people came to it."""

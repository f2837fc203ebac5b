"""Choosing the list of names that is learned."""

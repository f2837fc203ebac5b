"""Dates as people and exports write them."""

"""Runs side by side: the parts of the page that compares."""

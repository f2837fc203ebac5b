"""Runs in one zip, from one store into another: settings, data, and all that they reported."""

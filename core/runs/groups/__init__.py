"""Runs that are asked for together: sweeps, the same settings on many seeds, walk-forward."""

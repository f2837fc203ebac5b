"""Arithmetic on whole registers, and matrix products made of it."""

"""Recurrent cells, forward and backward, in plain NumPy: the readable reference."""

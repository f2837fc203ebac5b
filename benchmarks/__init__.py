"""How fast the training is, beside Keras, PyTorch and plain NumPy."""

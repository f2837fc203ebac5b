"""What trains the price model: the protocol, Keras, and the fused engine."""

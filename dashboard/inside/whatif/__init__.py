"""What if ...? Changes inside a network, and the two futures they lead to."""

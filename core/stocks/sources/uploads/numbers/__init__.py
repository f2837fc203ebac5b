"""Numbers as people and exports write them."""

"""Reading price files as people have them."""

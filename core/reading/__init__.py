"""Reading files as people have them: what all readers share, whatever they read."""

"""What people take away from a run, and bring back: scripts, notebooks, model files, zips."""

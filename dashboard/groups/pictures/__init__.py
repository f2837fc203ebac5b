"""What a group of runs has found, as pictures and words."""

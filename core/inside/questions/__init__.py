"""What one asks a network inside: which unit, which day, how far back."""

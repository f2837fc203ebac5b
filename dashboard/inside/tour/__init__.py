"""A tour of the page: stations that each set the controls for what they explain."""

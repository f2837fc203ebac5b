"""What the words mean: each term once, and where one sees it."""

"""Charts of prices and of what is said of them."""

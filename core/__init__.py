"""The models and their training; knows nothing of the browser."""

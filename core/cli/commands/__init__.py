"""A file a command: what each does with the arguments that it is given."""

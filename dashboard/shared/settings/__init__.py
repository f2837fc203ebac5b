"""Settings as people meet them: as a form, in words, and what differs."""

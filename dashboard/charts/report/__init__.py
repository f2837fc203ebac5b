"""Charts of the report's claims."""

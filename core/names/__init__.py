"""The character-level language model that invents names (report, section 2.2)."""

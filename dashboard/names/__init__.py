"""The parts of the names page."""

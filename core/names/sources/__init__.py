"""Where names come from: the bundled list, or one that somebody uploads or pastes."""

from core.names.sources.names_choices import NamesChoices
from core.names.sources.names_reader import NamesReading, bundled_names, read_names

__all__ = ["NamesChoices", "NamesReading", "bundled_names", "read_names"]

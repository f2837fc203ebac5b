"""Where names come from: the bundled list, or one that somebody uploads or pastes."""

from core.names.sources.bundled import bundled
from core.names.sources.choices import Choices
from core.names.sources.reader import read
from core.names.sources.reading import NamesReading

__all__ = ["Choices", "NamesReading", "bundled", "read"]

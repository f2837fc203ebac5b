"""What was read from a list of names."""

from __future__ import annotations

from dataclasses import dataclass

from core.names.corpus import Corpus
from core.names.sources.choices import Choices
from core.reading.outcome import Outcome


@dataclass(frozen=True)
class NamesReading(Outcome[Choices]):
    """A list of names, and how it was read.

    Attributes:
        corpus: The names; None while a question or a problem stands.
    """

    corpus: Corpus | None

    def names(self) -> Corpus:
        """Returns the names.

        Raises:
            ReadingError: There are none, or not before a question is answered.
        """
        if self.corpus is None:
            raise self.refusal()
        return self.corpus

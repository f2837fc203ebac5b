"""The one family of errors that a user can put right; anything else is a bug."""

from __future__ import annotations

from typing import Final

_LONGEST: Final = 1_500  # letters of a sentence; one with all settings and figures has about 800


class UserError(Exception):
    """Says in one sentence what is wrong, where, and what to do about it.

    However much of an input a sentence quotes, only its beginning and its end are said.
    """

    def __str__(self) -> str:
        said = super().__str__()
        half = _LONGEST // 2
        return said if len(said) <= _LONGEST else f"{said[:half]} … {said[-half:]}"


def shortened(text: str, longest: int = 40) -> str:
    """Returns the beginning of what somebody wrote, short enough to stand in a sentence."""
    return text if len(text) <= longest else text[:longest] + "…"


class DataError(UserError):
    """An upload or a bundled file that cannot be used as it is."""


class ReadingError(DataError):
    """A file that cannot be read as it is, or not before somebody is asked.

    Attributes:
        fields: What somebody may choose that helps: fields of the `Choices` of its reader.
    """

    def __init__(self, sentence: str, fields: tuple[str, ...] = ()) -> None:
        self.fields = fields
        super().__init__(sentence)


class SettingsError(UserError):
    """Settings that do not fit each other or the data."""


class SourceError(UserError):
    """A source on the network that gave nothing usable: unknown, empty, limited or out of reach."""


class UnknownRunError(UserError):
    """A run that is not, or no longer, in the store."""

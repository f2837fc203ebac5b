"""The one family of errors that a user can put right; anything else is a bug."""

from __future__ import annotations

_COLUMNS_NAMED = 10  # in a sentence


class UserError(Exception):
    """Says in one sentence what is wrong, where, and what to do about it."""


class DataError(UserError):
    """An upload or a bundled file that cannot be used as it is."""


class ColumnChoiceError(DataError):
    """A table with several columns that may hold the price.

    Attributes:
        columns: Their names as they stand in the file; `read_csv` takes one as `close`.
    """

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.columns = columns
        others = len(columns) - _COLUMNS_NAMED
        more = f" and {others} more" if others > 0 else ""
        few = ", ".join(columns[:_COLUMNS_NAMED])
        super().__init__(f"Several columns may hold the price: {few}{more}. Choose one.")


class SettingsError(UserError):
    """Settings that do not fit each other or the data."""


class SourceError(UserError):
    """A source on the network that gave nothing usable: unknown, empty, limited or out of reach."""


class UnknownRunError(UserError):
    """A run that is not, or no longer, in the store."""

"""A channel whose whole is small enough to be told again whenever it changes."""

from __future__ import annotations

from abc import ABC, abstractmethod

from dashboard.server.hub import Message


class SmallSource(ABC):
    """Tells everything or nothing; what everything is, and when it ends, is another's affair."""

    told: Message | None = None  # the last news

    @abstractmethod
    def whole(self) -> Message:
        """Everything there is to know, as it stands."""

    @abstractmethod
    def ended(self) -> bool:
        """Whether nothing is to come any more."""

    def news(self) -> Message | None:
        """The whole, if it has changed since the last call."""
        return self.tell(self.whole())

    def tell(self, now: Message) -> Message | None:
        """`now`, if it is another than was told last."""
        if now == self.told:
            return None
        self.told = now
        return now

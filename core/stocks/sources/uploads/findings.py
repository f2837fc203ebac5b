"""What is found while a file of prices is read."""

from __future__ import annotations

from typing import TypeAlias

from core.reading import findings
from core.stocks.sources.uploads.choices import Choices

Findings: TypeAlias = findings.Findings[Choices]

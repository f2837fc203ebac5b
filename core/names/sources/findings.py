"""What is found while a list of names is read."""

from __future__ import annotations

from typing import TypeAlias

from core.names.sources.choices import Choices
from core.reading import findings

Findings: TypeAlias = findings.Findings[Choices]

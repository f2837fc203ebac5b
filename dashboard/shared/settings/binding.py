"""How a number in the URL reaches its widget."""

from __future__ import annotations

import math
from typing import Literal

import streamlit as st


def binding(name: str) -> Literal["query-params"] | None:
    """Binds a number input to the URL, unless its number there is infinite: that breaks it."""
    try:
        infinite = math.isinf(float(st.query_params.get(name, "")))
    except ValueError:
        return "query-params"
    return None if infinite else "query-params"

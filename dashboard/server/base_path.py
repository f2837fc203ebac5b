"""Where this server's own addresses are, whatever path it is put behind."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import streamlit as st

BROWSER = Path(__file__).parents[1] / "browser"  # what runs there


def base_path() -> str:
    """What stands before every path: "" or, behind server.baseUrlPath, "/lab"."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def module(name: str) -> str:
    """The address of a script of dashboard/browser; it changes with the scripts."""
    return f"{base_path()}/app/{digest()}/{name}"


def scripts() -> list[str]:
    """All there are, by their path under dashboard/browser."""
    return sorted(file.relative_to(BROWSER).as_posix() for file in BROWSER.rglob("*.*"))


@lru_cache(maxsize=1)
def digest() -> str:
    """A short name for what the scripts say."""
    content = b"".join((BROWSER / name).read_bytes() for name in scripts())
    return hashlib.blake2b(content, digest_size=6).hexdigest()

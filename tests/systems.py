"""Marks of tests that hold on some systems only."""

import sys

import pytest

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for a process")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a /proc to write to")

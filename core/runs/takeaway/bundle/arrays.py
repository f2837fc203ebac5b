"""Named arrays of many steps in one .npz file, written and read a step at a time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from core.events import Arrays
from core.runs.takeaway.bundle.problems import damage_of
from core.runs.takeaway.bundle.safe_zip import SafeZip

_ARRAY: Final = re.compile(r"\w{1,64}\.npy", re.ASCII)
_ARRAY_OF_STEP: Final = re.compile(r"\d{1,9}/\w{1,64}\.npy", re.ASCII)
_READ_HEADER: Final = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
_NUMBERS_AND_TEXT: Final = "fiubU"


def write_steps(file: IO[bytes], steps: Iterable[tuple[int, Arrays]]) -> None:
    """Writes them as "STEP/NAME", which `numpy.load` gives back."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for step, arrays in steps:
            for name, values in arrays.items():
                with archive.open(f"{step}/{name}.npy", "w") as member:
                    npy.write_array(member, np.asanyarray(values), allow_pickle=False)


def read_steps(file: IO[bytes]) -> Iterator[tuple[int, dict[str, NDArray[Any]]]]:
    """Reads what `write_steps` wrote, from anybody.

    Raises:
        BundleError: It is damaged, or holds anything but arrays of numbers and text.
    """
    archive = SafeZip(file, _ARRAY_OF_STEP)
    for step, names in groupby(archive.names, lambda name: name.split("/")[0]):
        yield int(step), {_name(name): _read(archive, name) for name in names}


def read_arrays(file: IO[bytes]) -> dict[str, NDArray[Any]]:
    """Reads the arrays of an .npz file from anybody.

    Raises:
        BundleError: It is damaged, or holds anything but arrays of numbers and text.
    """
    archive = SafeZip(file, _ARRAY)
    return {_name(name): _read(archive, name) for name in archive.names}


def _name(member: str) -> str:
    return member.split("/")[-1].removesuffix(".npy")


def _read(archive: SafeZip, name: str) -> NDArray[Any]:
    content = archive.read(name)
    with damage_of(name):
        file = io.BytesIO(content)
        shape, _, dtype = _READ_HEADER[npy.read_magic(file)](file)
        size = dtype.itemsize
        for length in shape:
            size *= length
        if dtype.kind not in _NUMBERS_AND_TEXT or size != len(content) - file.tell():
            raise ValueError(f"{dtype} x {shape} in {len(content)} bytes")
        file.seek(0)
        array: NDArray[Any] = npy.read_array(file, allow_pickle=False)
        return array

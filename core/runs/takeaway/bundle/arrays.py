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

from core.arrays import Forms
from core.events import Arrays
from core.runs.takeaway.bundle.layout import CHECKPOINTS
from core.runs.takeaway.bundle.problems import MAKE_ANEW, BundleError, damage_of
from core.runs.takeaway.bundle.safe_zip import Budget, SafeZip, Size

_ARRAY: Final = re.compile(r"\w{1,64}\.npy", re.ASCII)
_ARRAY_OF_STEP: Final = re.compile(r"(0|[1-9]\d{0,9})/\w{1,64}\.npy", re.ASCII)
_START: Final = b"\x93NUMPY\x01\x00"
_LONGEST_HEADER: Final = 512  # bytes; ours take 128
_HEADER: Final = (
    re.compile(  # as NumPy writes it; its own reader would evaluate whatever stands there
        rb"\{'descr': '([<|][fiu]\d)', 'fortran_order': (False|True), "
        rb"'shape': \(((?:\d{1,9},|\d{1,9}(?:, \d{1,9})+)?)\), \} *\n"
    )
)


def write_steps(file: IO[bytes], steps: Iterable[tuple[int, Arrays]]) -> Size:
    """Writes them as "STEP/NAME", which `numpy.load` gives back; tells what they come to."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for step, arrays in steps:
            for name, values in arrays.items():
                with archive.open(f"{step}/{name}.npy", "w") as member:
                    npy.write_array(member, np.asanyarray(values), allow_pickle=False)
    members = archive.infolist()
    return Size(sum(member.file_size for member in members), len(members))


def open_steps(file: IO[bytes], budget: Budget) -> SafeZip:
    """What `write_steps` wrote, from anybody, with no array unpacked.

    Raises:
        BundleError: It is damaged, or holds anything but arrays.
    """
    return SafeZip(file, _ARRAY_OF_STEP, budget)


def ask_for_steps(archive: SafeZip) -> None:
    """Asks for the arrays of the steps of all runs of a zip, before the first one is unpacked.

    Raises:
        BundleError: They are more than its budget has, or damaged.
    """
    for name in archive.names:
        if name.endswith(f"/{CHECKPOINTS}"):
            with damage_of(name), archive.open(name) as member:
                steps = open_steps(member, archive.budget)
                archive.budget.take(Size(steps.unpacked, len(steps.names)))


def read_steps(archive: SafeZip, forms: Forms) -> Iterator[tuple[int, dict[str, NDArray[Any]]]]:
    """Reads the arrays of each step, all of which are to have these forms.

    Raises:
        BundleError: It is damaged, or holds other arrays.
    """
    for step, names in groupby(archive.names, lambda name: name.split("/")[0]):
        yield int(step), {_name(name): _read(archive, name, forms) for name in names}


def read_arrays(content: bytes, forms: Forms, budget: Budget) -> dict[str, NDArray[Any]]:
    """Reads the arrays of an uncompressed .npz file, which are to have these forms.

    Raises:
        BundleError: It is damaged, or holds other arrays.
    """
    archive = SafeZip(io.BytesIO(content), _ARRAY, budget)
    if archive.unpacked > len(content):
        raise BundleError(f"Arrays are packed as Sequence Lab never does it; {MAKE_ANEW}.")
    return {_name(name): _read(archive, name, forms) for name in archive.names}


def most_bytes(forms: Forms) -> int:
    """As many as an uncompressed .npz file of these arrays can have."""
    return 2**10 + sum(form.nbytes + 2 * _LONGEST_HEADER for form in forms.values())


def _name(member: str) -> str:
    return member.split("/")[-1].removesuffix(".npy")


def _read(archive: SafeZip, name: str, forms: Forms) -> NDArray[Any]:
    """One array, of which the form is known before a byte of it is unpacked."""
    form = forms.get(_name(name))
    with damage_of(name):
        if form is None:
            raise ValueError("no such array belongs to the settings")
        content = archive.read(name, form.nbytes + _LONGEST_HEADER)
        start = len(_START) + 2
        end = start + int.from_bytes(content[start - 2 : start], "little")
        header = _HEADER.fullmatch(content, start, end) if content.startswith(_START) else None
        if header is None or end > _LONGEST_HEADER or end + form.nbytes != len(content):
            raise ValueError("no array as this program writes them")
        dtype, order, numbers = header[1].decode(), header[2], header[3].decode()
        shape = tuple(int(length) for length in numbers.split(",") if length)
        wrong = form.differs(shape, dtype)
        if wrong is not None:
            raise ValueError(wrong)
        array = np.frombuffer(content, dtype, offset=end)
        return array.reshape(shape, order="F" if order == b"True" else "C")

"""Zips of runs with something wrong in them: seeded, so that what went wrong once comes again.

`mutations` takes a zip that `write_bundle` wrote. Each of its children comes in, and then every
page of its runs works, or is refused in a sentence: tests and `benchmarks.chaos` hold to that.
"""

from __future__ import annotations

import hashlib
import io
import json
import random
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Mutant: TypeAlias = tuple[str, bytes]  # what was done, and the zip
_Files: TypeAlias = dict[str, bytes]

_FLIPPED: Final = 40  # zips with some bytes changed, a seed
_ALL: Final = 20  # arrays of a file, each of which is changed
_HUGE: Final = "x" * 1_000_000
_VALUES: Final[tuple[Any, ...]] = (
    None, True, -1, 0, 0.5, 1e308, float("nan"), float("inf"), 2**31, 2**63, 10**400, "", "x",
    _HUGE, "\0", "\ud800", "../../etc/passwd", "2026-01-01", [], [None] * 1000, ["x"] * 100_000, {},
    {"": {}}, {str(number): number for number in range(10_000)},
)  # fmt: skip
HEADERS: Final = (
    "((((", "{[]:1}", "", "{}", "None", "[" * 2000, "{" * 2000, "lambda: 0", "0" * 9000, "1e999",
    "{'descr': 'O', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '|O', 'fortran_order': False, 'shape': (), }",
    "{'descr': '|V8', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '<U9', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (-4, -2), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (2**40,), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1099511627776,), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 2), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 1099511627776), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (True,), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1.0,), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': 5, }",
    "{'descr': '<f8', 'fortran_order': 'no', 'shape': (5,), }",
    "{'descr': '<f8', 'fortran_order': True, 'shape': (5,), }",
    "{'descr': '<f8', 'shape': (5,), }",
    "{'descr': '>f8', 'fortran_order': False, 'shape': (5,), }",
    "{'descr': '<c16', 'fortran_order': False, 'shape': (5,), }",
    "{'descr': '<M8[D]', 'fortran_order': False, 'shape': (5,), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (" + "1, " * 100 + "), }",
    "\xff\xfe", "{'descr': '<f8', 'fortran_order': False, 'shape': (5,), }\0",
)  # fmt: skip
ROWS: Final = (
    b"1", b"1,2", b"1,2,3", b"1,2,3,4,5,6", b",,,", b"\xff,1,1,", b"nan,1,1,", b"1,nan,1,",
    b"1,inf,0,", b"1e308,1,1,", b"-1,1,1,", b"1,1,-5,", b"1,1,1e300,", b"1_0,1,1,", b'"1,1,1,',
    b"1,1,1,yes", b"7,1,1,yes", b"-1,1,1,yes", b"0.5,1,1,yes", b"x" * 200_000, b"1,1,1,maybe",
    b"\0,1,1,", "١,1,1,".encode(), b"1,1,1,\n" * 20_000,
)  # fmt: skip


def mutations(content: bytes, seed: int) -> Iterator[Mutant]:
    """A few hundred zips made of a good one, each with its description, in an order of the seed.

    Other seeds change other bytes, arrays, rows and fields.
    """
    dice = random.Random(seed)
    files = unpacked(content)
    made = [
        *_as_a_file(content, files, dice),
        *_of_arrays(files, dice),
        *_of_curves(files, dice),
        *_of_manifest(files, dice),
        *_of_data(files, dice),
    ]
    dice.shuffle(made)
    for what, make in made:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of zipfile and NumPy, which are asked for nonsense
            yield what, make()


_Made: TypeAlias = Iterator[tuple[str, Callable[[], bytes]]]


def unpacked(content: bytes) -> _Files:
    """The files of a zip that can be trusted."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(files: _Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Files as a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


# The zip as a file


def _as_a_file(content: bytes, files: _Files, dice: random.Random) -> _Made:
    for number in range(_FLIPPED):
        yield f"some bytes changed ({number})", partial(_flipped, content, dice)
    for name, member in files.items():
        yield f"{name} is missing", partial(packed, _without(files, name))
        yield f"{name} is empty", partial(_changed, files, {name: b""})
        cut = member[: dice.randrange(len(member) + 1)]
        yield f"{name} is cut", partial(_changed, files, {name: cut})
    for one, other in (dice.sample(sorted(files), 2) for _ in range(5)):
        swapped = {one: files[other], other: files[one]}
        yield f"{one} and {other} swapped", partial(_changed, files, swapped)
    for extra in ("/etc/passwd", "../manifest.json", "runs/a/../x.npz", "C:\\x", "runs/a/", "a\0b"):
        yield f"a file {extra!r}", partial(_changed, files, {extra: b"x"})
    yield "a zip in the zip", partial(_changed, files, {"runs/a/model.npz": content})
    yield "only the zip in a zip", partial(packed, {"run.zip": content})
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield f"packed by method {method}", partial(packed, files, method)
    yield from _in_its_bytes(content)


def _in_its_bytes(content: bytes) -> _Made:
    """What its list of files and its end say."""
    yield "a file twice", partial(_appended, content, zipfile.ZipInfo("manifest.json"))
    yield "a link", partial(_appended, content, _link())
    comment = content[:-2] + struct.pack("<H", 60_000) + b"PK\5\6" * 15_000
    yield "a comment", partial(bytes, comment)
    yield "something before it", partial(bytes, b"#!/bin/sh\n" + content)
    yield "twice, one after the other", partial(bytes, content + content)
    start = struct.unpack("<L", content[-6:-2])[0]  # of the list of files
    for field, size, place in _DIRECTORY_FIELDS:
        for value in (0, 1, 2 ** (8 * size) - 1):
            written = value.to_bytes(size, "little")
            yield f"{field} {value}", partial(_put, content, start + place, written)
    for at in range(-18, -2, 2):
        yield f"the end says 0xFFFF at {at}", partial(_put, content, at, b"\xff\xff")


_DIRECTORY_FIELDS: Final = (
    ("flags", 2, 8), ("method", 2, 10), ("check sum", 4, 16), ("packed size", 4, 20),
    ("size", 4, 24), ("length of the name", 2, 28), ("length of the rest", 2, 30), ("place", 4, 42),
)  # fmt: skip


def _flipped(content: bytes, dice: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.randint(1, 4)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed) if dice.random() < 0.8 else bytes(changed[: dice.randrange(len(changed))])


def _put(content: bytes, at: int, value: bytes) -> bytes:
    changed = bytearray(content)
    at %= len(changed)
    changed[at : at + len(value)] = value
    return bytes(changed)


def _changed(files: _Files, changes: _Files) -> bytes:
    return packed(files | changes)


def _without(files: _Files, name: str) -> _Files:
    return {other: content for other, content in files.items() if other != name}


def _appended(content: bytes, info: zipfile.ZipInfo) -> bytes:
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def _link() -> zipfile.ZipInfo:
    link = zipfile.ZipInfo("runs/a/model.keras")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    return link


# Arrays


def _of_arrays(files: _Files, dice: random.Random) -> _Made:
    by_kind: dict[str, list[str]] = {}
    for name in files:
        if name.endswith(".npz") and unpacked(files[name]):
            by_kind.setdefault(name.rsplit("/")[-1].split("_")[0], []).append(name)
    for names in by_kind.values():
        file = dice.choice(names)
        for what, inner in _of_file(unpacked(files[file]), dice):
            yield f"{file}: {what}", partial(_repacked, files, file, inner)


def _repacked(files: _Files, file: str, inner: Callable[[], _Files]) -> bytes:
    return packed(files | {file: packed(inner())})


def _of_file(members: _Files, dice: random.Random) -> Iterator[tuple[str, Callable[[], _Files]]]:
    """What may be wrong in one file of arrays."""
    names = sorted(members)
    for what, change in _BYTES.items():
        name = dice.choice(names)
        yield f"{name}: {what}", partial(_rewritten, members, name, change)
    every = names if len(names) < _ALL else dice.sample(names, _ALL)
    for name in every:
        for what in ("of another shape", "as a row", "of nothing", "nan", "negative"):
            yield f"{name}: {what}", partial(_rewritten, members, name, _saved(_CHANGES[what]))
    for what, extra in _extra(dice.choice(names), members):
        yield what, partial(dict, extra)
    name = dice.choice(names)
    yield f"{name} is missing", partial(_without, members, name)


def _rewritten(members: _Files, name: str, change: Callable[[bytes], bytes]) -> _Files:
    return members | {name: change(members[name])}


def _npy(header: str) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        text = header.encode("latin1") + b"\n"
        start = 10 + struct.unpack("<H", content[8:10])[0] if len(content) > 10 else 0
        return b"\x93NUMPY\1\0" + struct.pack("<H", len(text) % 65536) + text + content[start:]

    return change


_RAW: Final[dict[str, Callable[[bytes], bytes]]] = {
    "empty": lambda _: b"",
    "no array": lambda _: b"PK",
    "cut": lambda content: content[:-1],
    "longer": lambda content: content + b"\0",
    "version 2": lambda content: content[:6] + b"\2" + content[7:],
    "version 3": lambda content: content[:6] + b"\3" + content[7:],
    "version 9": lambda content: content[:6] + b"\11\11" + content[8:],
    "a header beyond its end": lambda content: content[:8] + b"\xff\xff" + content[10:],
    "in Fortran's order": lambda content: content.replace(b"False, 's", b"True, 's ", 1),
    "large": lambda _: b"\x93NUMPY\1\0" + bytes(30_000_000),
}


def _saved(change: Callable[[NDArray[Any]], Any]) -> Callable[[bytes], bytes]:
    def rewrite(content: bytes) -> bytes:
        buffer = io.BytesIO()
        with suppress(ValueError, TypeError):  # not every array can be changed so
            np.save(buffer, change(np.load(io.BytesIO(content), allow_pickle=False)))
        return buffer.getvalue()

    return rewrite


_CHANGES: Final[dict[str, Callable[[NDArray[Any]], Any]]] = {
    "of another shape": lambda array: array[..., :1] if array.ndim else np.stack([array] * 2),
    "as a row": lambda array: array.reshape(1, -1),
    "turned": lambda array: np.stack([array, array]).T,
    "of nothing": lambda array: array.reshape(-1)[:0],
    "a number": lambda _: np.float64(0),
    "longer by one": lambda array: np.append(array, array.reshape(-1)[:1]),
    "float16": lambda array: array.astype(np.float16),
    "float32 or 64": lambda array: array.astype("f4" if array.dtype == "f8" else "f8"),
    "whole numbers": lambda array: array.astype(np.int64),
    "truths": lambda array: array.astype(bool),
    "complex": lambda array: array.astype(complex),
    "words": lambda array: array.astype(str),
    "nan": lambda array: array * np.nan,
    "infinite": lambda array: array * 0 + np.inf,
    "negative": lambda array: -np.abs(array) - 1,
    "as large as can be": lambda array: np.full_like(array, _largest(array.dtype)),
    "as small as can be": lambda array: np.full_like(array, -_largest(array.dtype)),
    "zero": np.zeros_like,
}


_BYTES: Final = {
    **{f"header {header[:40]!r}": _npy(header) for header in HEADERS},
    **_RAW,
    **{what: _saved(change) for what, change in _CHANGES.items()},
}


def _largest(dtype: np.dtype[Any]) -> Any:
    return np.finfo(dtype).max if dtype.kind == "f" else np.iinfo(dtype).max


def _extra(member: str, members: _Files) -> Iterator[tuple[str, _Files]]:
    """Files of arrays with one more than there should be."""
    content, folder = members[member], member.rpartition("/")[0]
    for name in ("file", "self", "args", "allow_pickle", "w999", "w0000", "r000", "more", "_" * 64):
        full = f"{folder}/{name}.npy" if folder else f"{name}.npy"
        yield f"another array {name[:12]!r}", members | {full: content}
    for name in (
        "999999999/x.npy",
        "007/prediction.npy",
        "x",
        "a/b/c.npy",
        "../x.npy",
        "\u0663/x.npy",
    ):
        yield f"another array {name!r}", members | {name: content}
    yield "ten thousand arrays", {f"x{number}.npy": b"" for number in range(10_000)}


# Loss curves


def _of_curves(files: _Files, dice: random.Random) -> _Made:
    name = dice.choice([name for name in files if name.endswith("loss.csv")])
    lines = files[name].splitlines()
    for row in ROWS:
        place = dice.randint(1, len(lines))
        text = b"\n".join([*lines[:place], row, *lines[place:], b""])
        yield f"{name}: a row {row[:20]!r}", partial(_changed, files, {name: text})
    whole = {
        "no rows": lines[:1],
        "no heading": lines[1:],
        "rows twice": lines + lines[1:],
        "backwards": [lines[0], *reversed(lines[1:])],
        "no checkpoints": [line.replace(b"yes", b"") for line in lines],
        "a heading twice": [lines[0], *lines],
        "other columns": [b"step,loss", *lines[1:]],
    }
    for what, others in whole.items():
        text = b"\n".join([*others, b""])
        yield f"{name}: {what}", partial(_changed, files, {name: text})


# The manifest


def _of_manifest(files: _Files, dice: random.Random) -> _Made:
    manifest = json.loads(files["manifest.json"])
    told = partial(_with_manifest, files, manifest)
    for path in _paths(manifest, dice):
        for value in dice.sample(_VALUES, 5):
            yield f"{'.'.join(map(str, path))} = {value!r:.30}", partial(told, path, value)
    runs = manifest["runs"]
    for what, change in _of_runs(runs, dice).items():
        place = dice.randrange(len(runs))
        yield f"a run {what}", partial(told, ("runs", place), runs[place] | change)
    for place, group in enumerate(manifest["groups"]):
        for what, plan in _plans(group["plan"]):
            yield f"a plan {what}", partial(told, ("groups", place, "plan"), plan)
    text = files["manifest.json"]
    for what, raw in {
        "deep": b"[" * 100_000,
        "deep inside": b'{"format": "sequence-lab-runs", "version": 1, "x":' + b'{"x":' * 100_000,
        "not closed": text[:-2],
        "in UTF-16": text.decode().encode("utf-16"),
        "of blanks": b" " * 1_000_000,
        "of digits": b"1" * 1_000_000,
    }.items():
        yield f"a manifest {what}", partial(_changed, files, {"manifest.json": raw})


def _of_runs(runs: list[Any], dice: random.Random) -> dict[str, dict[str, Any]]:
    run = dice.choice(runs)
    figures, artifacts = run["figures"], run["artifacts"]
    return {
        "of no steps": {"total": 0},
        "done beyond all": {"done": 2_000_000_000},
        "with a half step done": {"done": 0.5},
        "of the far future": {"created": 250_000_000_000, "started": 0, "ended": 0},
        "that never began": {"started": None, "ended": None},
        "that ended before it began": {"started": 1e9, "ended": 5},
        "that took for ever": {"seconds": 1e308},
        "with a hundred thousand tags": {"tags": ["x"] * 100_000},
        "with strange tags": {"tags": ["a b", "", "<b>", "\u202e", "x" * 24]},
        "with a note of blanks": {"note": " " * 9_999},
        "with a name of combining marks": {"name": "a" + "\u0301" * 119},
        "with a note in Markdown": {"note": "$$\\frac" * 500, "name": "[x](javascript:1)"},
        "that is its own parent": {"parent_id": run["id"], "parent_step": 0},
        "in a circle": {"parent_id": runs[-1]["id"], "parent_step": 2**31 - 1},
        "with a parent's step alone": {"parent_step": 5},
        "of another engine": {"engine": "keras"},
        "with a column's name as a figure": {"figures": figures | {"created": "x", "state": 5}},
        "with a figure of words": {"figures": figures | {"rmse": "small", "loss": "high"}},
        "with a figure of truth": {"figures": figures | {"naive_rmse": True}},
        "without figures": {"figures": {}},
        "with a reason": {"figures": figures | {"engine_reason": {"x": 5}}},
        "with epochs in words": {"figures": figures | {"epochs": "ten"}},
        "with figures without end": {"figures": {f"f{n}": n for n in range(50_000)}},
        "with a figure of blanks": {"figures": figures | {" " * 10_000: 1}},
        "without artifacts": {"artifacts": []},
        "with artifacts twice": {"artifacts": artifacts * 2},
        "with artifacts without end": {"artifacts": [{"name": "x.npz", "step": 0}] * 50_000},
        "with artifacts of other steps": {
            "artifacts": [part | {"step": 2**31 - 1} for part in artifacts]
        },
        "with a dataset that is not there": {"dataset_id": "0" * 32},
        "of another seed": {"settings": run["settings"] | {"seed": 5}},
        "of more units": {"settings": run["settings"] | {"units": 51, "hidden_units": 51}},
        "of many steps": {"settings": run["settings"] | {"epochs": 1000, "iterations": 200_000}},
        "failed with a page of HTML": {"state": "failed", "error": "<script>" * 1000},
        "that was interrupted": {"state": "interrupted"},
    }


_PLANNED: Final[tuple[Any, ...]] = (
    None, "", -1, 10**9, [], {}, [{"name": "nothing", "values": [1]}], [{"name": "units"}],
)  # fmt: skip


def _plans(plan: str) -> Iterator[tuple[str, str]]:
    yield "is none", "(((("
    yield "is empty", "{}"
    yield "is deep", "[" * 50_000
    with suppress(ValueError):
        fields = json.loads(plan)
        for name in fields:
            for value in _PLANNED:
                yield f"has {name} = {value!r}", json.dumps(fields | {name: value})
        yield (
            "searches without end",
            json.dumps(fields | {"how": "search", "trials": 10**9, "seeds": 100}),
        )


def _paths(manifest: Any, dice: random.Random) -> Iterator[tuple[Any, ...]]:
    """Every field of the manifest, of one data set, group and run each."""
    yield from ((name,) for name in manifest)
    for name in ("datasets", "groups", "runs"):
        if manifest[name]:
            place = dice.randrange(len(manifest[name]))
            yield from ((name, place, field) for field in manifest[name][place])
    for field in ("settings", "figures"):
        place = dice.randrange(len(manifest["runs"]))
        yield from (("runs", place, field, name) for name in manifest["runs"][place][field])


def _set(fields: Any, path: tuple[Any, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(fields))
    place = copy
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return copy


def _with_manifest(files: _Files, fields: Any, path: tuple[Any, ...], value: Any) -> bytes:
    return packed(files | {"manifest.json": json.dumps(_set(fields, path, value)).encode()})


# What runs learn from


def _of_data(files: _Files, dice: random.Random) -> _Made:
    manifest = json.loads(files["manifest.json"])
    for part in manifest["datasets"]:
        fields = json.loads(files[f"data/{part['id']}/data.json"])
        told = partial(_re_titled, files, manifest, part)
        changes = dict(_DATA)
        if "columns" in fields:
            changes |= _prices(fields, dice)
        else:
            changes |= {f"names {what}": {"names": names} for what, names in _NAMES.items()}
        for name in fields:
            value = dice.choice(_VALUES)
            changes[f"{name} = {value!r:.30}"] = {name: value}
        for what, change in changes.items():
            yield f"data: {what}", partial(told, fields | change)


_DATA: Final[dict[str, dict[str, Any]]] = {
    "a hundred thousand notes": {"notes": [f"Note {number}." for number in range(100_000)]},
    "a long note": {"notes": [_HUGE]},
    "a long title": {"title": _HUGE},
    "choices without end": {"choices": {str(number): "x" for number in range(100_000)}},
    "a long choice": {"choices": {"separator": _HUGE}},
    "dropped without end": {
        "dropped": [{"line": number, "text": "", "reason": "x"} for number in range(300_000)]
    },
    "something else": {"more": [1, 2, 3]},
}
_NAMES: Final[dict[str, Any]] = {
    "of a million letters": [_HUGE, "io"],
    "of blanks": [" " * 50, "\t"],
    "of halves of letters": ["\ud800\ud800", "io"],
    "of one letter": ["a", "a"],
    "of one": ["io"],
    "of all letters": [chr(number) for number in range(0x4E00, 0x9FFF)],
    "with marks nobody sees": ["a\u200b", "\u202eb", "c\0"],
    "of numbers": [1, 2, 3],
    "in capitals": ["IO", "İO"],
    "without end": ["io"] * 250_000,
}


def _prices(fields: Any, dice: random.Random) -> dict[str, dict[str, Any]]:
    columns, dates = fields["columns"], fields["dates"]
    name = dice.choice(sorted(columns))
    values = columns[name]

    def column(value: Any) -> dict[str, Any]:
        return {"columns": columns | {name: [value, *values[1:]]}}

    return {
        "a price of nothing": column(None),
        "a negative price": column(-1.0),
        "a price of nan": column(float("nan")),
        "an infinite price": column(float("inf")),
        "a price of 1e300": column(1e300),
        "a price in words": column("1"),
        "a short column": {"columns": columns | {name: values[1:]}},
        "no columns": {"columns": {}},
        "another column": {"columns": columns | {"Adj Close": values}},
        "only volume": {"columns": {"Volume": values}},
        "all the same price": {"columns": {other: [5.0] * len(dates) for other in columns}},
        "no days": {"dates": [], "columns": {other: [] for other in columns}},
        "one day": {"dates": dates[:1], "columns": {each: columns[each][:1] for each in columns}},
        "a day twice": {"dates": [dates[0], *dates[:-1]]},
        "days backwards": {"dates": dates[::-1]},
        "a day before time": {"dates": ["0001-01-01", *dates[1:]]},
        "a day after time": {"dates": [*dates[:-1], "9999-12-31"]},
        "no such day": {"dates": ["2024-02-30", *dates[1:]]},
        "a long day": {"dates": ["2" * 100_000, *dates[1:]]},
    }  # fmt: skip


def _re_titled(files: _Files, manifest: Any, part: Any, fields: Any) -> bytes:
    """Other data under their own digest."""
    blob = json.dumps(fields).encode()
    digest = hashlib.sha256(f"{part['kind']}\n{part['title']}\n".encode() + blob).hexdigest()[:32]
    text = json.dumps(manifest).replace(part["id"], digest)
    kept = {name: content for name, content in files.items() if part["id"] not in name}
    return packed(kept | {f"data/{digest}/data.json": blob, "manifest.json": text.encode()})

"""Writes the lists in tests/data/names_uploads: `python -m tests.data.make_names_uploads`.

Every list stands beside what is expected of it (the same name with .json behind it), which says
where such lists are met.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.data.name_lists import marked, plain, refused, tables
from tests.data.name_lists.name_list import NameList

FOLDER = Path(__file__).parent / "names_uploads"
NAME_LISTS: tuple[NameList, ...] = (
    *plain.ENCODED,
    *plain.PLAIN,
    *marked.MARKED,
    *tables.TABLES,
    *refused.REFUSED,
)


def expectation(form: NameList) -> str:
    """Returns what is expected of a list, as JSON."""
    content = {
        "met": form.met,
        "choices": dict(form.choices),
        "asked": list(form.asked),
        "refused": form.refused,
        "says": form.says,
        "reading": dict(form.reading),
        "names": list(form.names),
    }
    return json.dumps(content, ensure_ascii=False) + "\n"


def main() -> None:
    """Writes all lists anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for form in NAME_LISTS:
        (FOLDER / form.name).write_bytes(form.data)
        (FOLDER / f"{form.name}.json").write_text(expectation(form), encoding="utf-8")
    print(f"{len(NAME_LISTS)} lists in {FOLDER}")


if __name__ == "__main__":
    main()

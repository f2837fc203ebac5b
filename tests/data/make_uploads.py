"""Writes the corpus of price files in tests/data/uploads: `python -m tests.data.make_uploads`.

Every file stands beside its expected reading (the same name with .json behind it), which says
where such files are met. The days come from data/, the expectations from how a file was written,
never from what reads it.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.data.forms import dates, exchanges, investing, libraries, refusals, spreadsheets
from tests.data.forms.form import Form

FOLDER = Path(__file__).parent / "uploads"
FORMS: tuple[Form, ...] = (
    *investing.FORMS,
    *libraries.FORMS,
    *exchanges.FORMS,
    *spreadsheets.FORMS,
    *dates.FORMS,
    *refusals.FORMS,
)


def expectation(form: Form) -> str:
    """Returns what is expected of a file, as JSON."""
    content = {
        "met": form.met,
        "choices": dict(form.choices),
        "asked": list(form.asked),
        "refused": form.refused,
        "says": form.says,
        "reading": dict(form.reading),
    }
    if form.rows is not None:
        content["dates"] = form.rows.index.strftime("%Y-%m-%d").tolist()
        content["rows"] = {str(name): form.rows[name].tolist() for name in form.rows}
    return json.dumps(content, ensure_ascii=False, indent=None, separators=(", ", ": ")) + "\n"


def main() -> None:
    """Writes all files anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for form in FORMS:
        (FOLDER / form.name).write_bytes(form.data)
        (FOLDER / f"{form.name}.json").write_text(expectation(form), encoding="utf-8")
    print(f"{len(FORMS)} files in {FOLDER}")


if __name__ == "__main__":
    main()

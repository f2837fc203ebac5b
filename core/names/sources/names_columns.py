"""Which column holds the names, and whether the first line names the columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from core.errors import ReadingError, shortened
from core.names.sources.names_choices import EVERY_COLUMN, Findings
from core.reading.findings import YES_OR_NO, Option, options_of, over_limit
from core.reading.text import fold, labels_of, listed, position_of

# Headings of lists of names in many languages.

# The plainest first: a column of the first kind goes before one of the second.
_NAMES: Final = (
    "name|names|full name|imię i nazwisko|nombre|nombres|nombre completo|nom|noms|nom complet|nome"
    "|nomi|nome completo|naam|namen|namn|navn|nimi|nimet|jméno|meno|név|nume|isim|adı|ad soyad|имя"
    "|имена|название|фио|ім'я|назва|име|όνομα|ονομα|שם|الاسم|اسم|名前|氏名|名称|姓名|名字|名|이름|성명"
    "|nama|tên|ชื่อ|ime|vārds|vardas|pangalan|jina",
    "first name|given name|forename|vorname|prénom|prenom|nombre de pila|voornaam|förnamn|fornavn"
    "|etunimi|imię|křestní jméno|keresztnév|prenume|имя собственное|last name|surname|family name"
    "|nachname|familienname|nom de famille|apellido|apellidos|cognome|achternaam|efternamn"
    "|efternavn|sukunimi|nazwisko|příjmení|vezetéknév|soyad|soyadı|фамилия|прізвище|姓|苗字|성"
    "|nama lengkap|nama depan|label|title|titel|titre|título|titolo|word|words|wort|mot|palabra"
    "|parola|слово|common name|scientific name|species|genus|espèce|especie|specie",
    "city|cities|town|village|place|municipality|stadt|ort|gemeinde|ville|commune|ciudad|municipio"
    "|cidade|città|comune|stad|plaats|kaupunki|miasto|město|város|oraș|şehir|город|місто|град"
    "|πόλη|城市|都市|도시|kota|thành phố|company|firma|entreprise|empresa|azienda|компания|brand"
    "|marke|marque|marca|street|straße|rue|calle|улица|plant|pflanze|animal|country|land"
    "|pays|país|paese|страна|state|region|county",
)
_OTHERS: Final = (
    "id|no|nr|num|number|nummer|numéro|número|numero|номер|#|rank|rang|index|code|iso|count|total"
    "|frequency|freq|häufigkeit|anzahl|nombre de|quantity|percent|share|gender|sex|geschlecht|sexe"
    "|sexo|sesso|year|jahr|année|año|anno|год|date|datum|fecha|data|дата|birthday|age|alter"
    "|population|einwohner|lat|latitude|lng|longitude|type|typ|category|status|email|mail"
    "|url|link|phone|telefon|address|adresse|zip|postcode|plz|origin|herkunft|meaning|bedeutung"
    "|description|notes|language|sprache|编号|番号|性別|性别"
)
_TIERS: Final = {fold(word): tier for tier, kind in enumerate(_NAMES) for word in kind.split("|")}
_KNOWN: Final = {fold(word) for word in _OTHERS.split("|") if fold(word)} | set(_TIERS)
_LONGEST: Final = 40  # letters of a heading worth looking at


def tier_of(heading: str) -> int | None:
    """Returns how plainly a heading says that names stand below it, 0 the most; None if not."""
    return _TIERS.get(fold(heading)) if len(heading) <= _LONGEST else None


def says_name(heading: str) -> bool:
    """Does a heading say nothing but that names stand below it?"""
    return tier_of(heading) == 0


def is_heading(cell: str) -> bool:
    """Is this a word that lists have as a heading?"""
    return len(cell) <= _LONGEST and (fold(cell) in _KNOWN or cell.strip() == "#")


def are_headings(row: Sequence[str]) -> bool:
    """Does a row of several cells hold words that lists have as headings?"""
    return len(row) > 1 and 2 * sum(map(is_heading, row)) >= len(row)


# The first rows of a list, of which all is found out.

_ABOVE: Final = 10  # rows that may stand above a table


@dataclass(frozen=True)
class Sample:
    """The first rows of a list, split into stripped cells.

    Attributes:
        rows: At least one.
    """

    rows: tuple[tuple[str, ...], ...]

    @cached_property
    def width(self) -> int:
        """How many cells most rows have."""
        widths = Counter(map(len, self.rows))
        return max(widths, key=lambda width: (widths[width], width))

    @property
    def places(self) -> range:
        """The position of each column."""
        return range(self.width)

    @cached_property
    def filled(self) -> list[int]:
        """The columns in which anything stands."""
        return [place for place in self.places if self.column(place, below=False)]

    def first(self, place: int) -> str:
        """Returns the cell of a column in the first row; empty if there is none."""
        row = self.rows[0]
        return row[place] if place < len(row) else ""

    def column(self, place: int, *, below: bool) -> list[str]:
        """Returns the cells of a column that are not empty; `below`: without the first row."""
        rows = self.rows[1:] if below else self.rows
        return [row[place] for row in rows if place < len(row) and row[place]]


def count_above(rows: Sequence[Sequence[str]]) -> int:
    """Counts the first rows that are no part of the table: a title, or what a query was.

    Args:
        rows: None of them blank.
    """
    filled = [sum(map(bool, row)) for row in rows[: _ABOVE + 1]]
    headings = [i for i, row in enumerate(rows[: len(filled)]) if are_headings(row)]
    if headings and max(filled[: headings[0]], default=0) == 1:
        return headings[0]
    return 0


# Whether the first line of a list names its columns.

_ALIKE: Final = 0.95  # of the cells are written in the same case
_SHOWN: Final = 3  # cells in a question


def find_headings(sample: Sample, found: Findings, *, one_line: bool) -> bool:
    """Tells whether the first row names the columns, by words, numbers, and how it is written.

    Args:
        sample: The first rows.
        found: Takes what was found, or the question.
        one_line: Do all names stand on one line?
    """
    chosen = found.choices.headings
    if chosen is not None:
        found.settle("headings", chosen, YES_OR_NO)
        return chosen
    first = sample.rows[0]
    if one_line or len(sample.rows) == 1:
        value, sure = False, True
    elif len(sample.filled) == 1:
        value = says_name(sample.first(sample.filled[0]))
        sure = not value
    elif known := sum(map(is_heading, first)):
        value, sure = True, 2 * known >= sum(map(bool, first))
    elif any(_is_above_numbers(sample, place) for place in sample.places):
        value, sure = True, True
    elif any(_has_digits(cell) for cell in first) or _comes_again(sample):
        value, sure = False, True
    elif any(_is_written_otherwise(sample, place) for place in sample.places):
        value, sure = True, False
    else:
        cells = ", ".join(map(shortened, first[:_SHOWN]))
        sentence = f"The first line ({cells}) may name the columns, or be a row as any other."
        answers = [Option(True, "it names the columns"), Option(False, "it is a row")]
        found.ask("headings", sentence, answers, False)
        return False
    found.settle("headings", value, YES_OR_NO, likely=not sure)
    return value


def _is_above_numbers(sample: Sample, place: int) -> bool:
    """Does a word stand above nothing but numbers?"""
    cells = sample.column(place, below=True)
    first = sample.first(place)
    return bool(first and cells) and not _has_digits(first) and all(map(_is_number, cells))


def _comes_again(sample: Sample) -> bool:
    """Does a cell of the first row stand below it, too?"""
    return any(sample.first(i) in sample.column(i, below=True) for i in sample.places)


def _is_written_otherwise(sample: Sample, place: int) -> bool:
    """Is the case of the first cell another one than of almost all cells below?"""
    first = sample.first(place)
    cases = Counter(map(_case, sample.column(place, below=True)))
    if not first or not cases:
        return False
    case, times = cases.most_common(1)[0]
    return _case(first) != case and times >= _ALIKE * cases.total() and cases.total() > 1


def _case(cell: str) -> str:
    if cell.isupper() and len(cell) > 1:
        return "upper"
    return "lower" if cell.islower() else "mixed"


def _has_digits(cell: str) -> bool:
    return any(map(str.isdigit, cell))


def _is_number(cell: str) -> bool:
    return _has_digits(cell) and not any(map(str.isalpha, cell))


MAX_COLUMNS: Final = 200
_MOST: Final = 0.5  # of the cells
_FEW: Final = 0.1  # as many different cells as the column with most: a category
_ADDRESS: Final = ("@", "://", "www.")


@dataclass(frozen=True)
class Columns:
    """What the columns of a list are.

    Attributes:
        headings: Does the first row name them?
        labels: What people call each.
        place: Of the column of names; None where every cell is a name.
        above: How many rows stand above the table, blank ones aside.
    """

    headings: bool
    labels: tuple[str, ...]
    place: int | None
    above: int = 0

    @property
    def label(self) -> str:
        """What the column of names is called."""
        return EVERY_COLUMN if self.place is None else self.labels[self.place]


def find_columns(sample: Sample, found: Findings, *, one_line: bool) -> Columns:
    """Finds the column of names: by its heading first, by what is in it where that is silent.

    Args:
        sample: The first rows.
        found: Takes headings and column, and may ask about either.
        one_line: Do all names stand on one line?

    Raises:
        ReadingError: There are too many columns, none holds names, or none is called as was chosen.
    """
    if sample.width > MAX_COLUMNS and not one_line:
        raise ReadingError(
            over_limit(
                sample.width, "columns", MAX_COLUMNS, "keep the column of names", "The list"
            ),
            ("separator",),
        )
    headings = find_headings(sample, found, one_line=one_line)
    names = [sample.first(place) if headings else "" for place in sample.places]
    labels = labels_of(names)
    return Columns(headings, labels, _find_place(sample, labels, names, found, one_line=one_line))


def _find_place(
    sample: Sample,
    labels: Sequence[str],
    names: Sequence[str],
    found: Findings,
    *,
    one_line: bool,
) -> int | None:
    every = Option(EVERY_COLUMN, EVERY_COLUMN)
    options = [every] if one_line else [*options_of(labels), every]
    chosen = found.choices.column
    if chosen is not None:
        is_every = chosen.strip().casefold() == EVERY_COLUMN
        place = None if is_every else position_of(chosen, labels, "column", names)
        found.settle("column", EVERY_COLUMN if place is None else labels[place], options)
        return place
    if one_line and sample.width > 1:
        found.settle("column", EVERY_COLUMN, options, because="there is one line", likely=True)
        return None
    candidates, likely = _candidates(sample, names)
    if not candidates:
        raise ReadingError(
            f"No column holds names ({listed(labels)}): choose the one that does.",
            ("column", "separator"),
        )
    place = candidates[0]
    if len(candidates) > 1:
        answers = [Option(labels[i], _example(sample, i, labels[i], names)) for i in candidates]
        sentence = f"Several columns may hold the names: {listed([labels[i] for i in candidates])}."
        found.ask("column", sentence, [*answers, every], labels[place])
    else:
        found.settle("column", labels[place], options, likely=likely)
    return place


def _candidates(sample: Sample, names: Sequence[str]) -> tuple[list[int], bool]:
    """Returns the columns that may hold the names, and whether others may, but strangely."""
    below = any(names)
    if len(sample.filled) == 1:
        return sample.filled, False
    texts = [i for i in sample.places if _is_text(sample.column(i, below=below))]
    tiers = {i: tier for i in texts if (tier := tier_of(names[i])) is not None}
    if tiers:
        return [i for i in tiers if tiers[i] == min(tiers.values())], False
    different = {i: len(set(sample.column(i, below=below))) for i in texts}
    most = max(different.values(), default=0)
    various = [i for i in texts if different[i] > max(1, _FEW * most) or different[i] == most]
    unknown = [i for i in various if not is_heading(names[i])]
    return unknown or various, len(texts) > 1


def _is_text(cells: Sequence[str]) -> bool:
    """Are most cells words: letters rather than digits, and no addresses?"""
    words = [cell for cell in cells if not any(mark in cell for mark in _ADDRESS)]
    return bool(cells) and sum(map(_is_word, words)) > _MOST * len(cells)


def _is_word(cell: str) -> bool:
    """Are there more letters than digits, and not one letter, such as F for female?"""
    letters = sum(map(str.isalpha, cell))
    return letters > sum(map(str.isdigit, cell)) and not (len(cell) == 1 and cell.isascii())


def _example(sample: Sample, place: int, label: str, names: Sequence[str]) -> str:
    cells = sample.column(place, below=any(names))[:_SHOWN]
    return f"{label} ({', '.join(map(shortened, cells))}, …)"

"""Headings of lists of names in many languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.reading.fold import fold

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

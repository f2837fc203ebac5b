"""The historical data of investing.com, in the languages of its editions."""

from __future__ import annotations

import csv
from typing import Any

from tests.data.dialects import Dialect
from tests.data.forms.form import GE, RUPIAH, Form, written

# Edition: headings (date, price, open, high, low, volume, change), way of writing dates, decimals.
_EDITIONS: dict[str, tuple[str, str, str, str]] = {
    "english": ("Date|Price|Open|High|Low|Vol.|Change %", "%m/%d/%Y", "mdy", "."),
    "indian": ("Date|Price|Open|High|Low|Vol.|Change %", "%d-%m-%Y", "dmy", "."),
    "indonesian": (
        "Tanggal|Terakhir|Pembukaan|Tertinggi|Terendah|Vol.|Perubahan%", "%d/%m/%Y", "dmy", ",",
    ),
    "malay": ("Tarikh|Harga|Buka|Tinggi|Rendah|Vol.|Ubah %", "%d/%m/%Y", "dmy", "."),
    "dutch": ("Datum|Laatste|Open|Hoog|Laag|Vol.|Verschil %", "%d-%m-%Y", "dmy", ","),
    "italian": ("Data|Ultimo|Apertura|Massimo|Minimo|Vol.|Var. %", "%d.%m.%Y", "dmy", ","),
    "spanish": ("Fecha|Último|Apertura|Máximo|Mínimo|Vol.|% var.", "%d.%m.%Y", "dmy", ","),
    "mexican": ("Fecha|Último|Apertura|Máximo|Mínimo|Vol.|% var.", "%d.%m.%Y", "dmy", "."),
    "french": ("Date|Dernier|Ouv.| Plus Haut|Plus Bas|Vol.|Variation %", "%d/%m/%Y", "dmy", ","),
    "german": ("Datum|Zuletzt|Eröffn.|Hoch|Tief|Vol.|+/- %", "%d.%m.%Y", "dmy", ","),
    "portuguese": ("Data|Último|Abertura|Máxima|Mínima|Vol.|Var%", "%d.%m.%Y", "dmy", ","),
    "polish": ("Data|Ostatnio|Otwarcie|Max.|Min.|Wol.|Zmiana%", "%d.%m.%Y", "dmy", ","),
    "turkish": ("Tarih|Şimdi|Açılış|Yüksek|Düşük|Hac.|Fark %", "%d.%m.%Y", "dmy", ","),
    "russian": ("Дата|Цена|Откр.|Макс.|Мин.|Объём|Изм. %", "%d.%m.%Y", "dmy", ","),
    "chinese": ("日期|收盘|开盘|高|低|交易量|涨跌幅", "%Y-%m-%d", "ymd", "."),
    "hongkong": ("日期|收市|開市|高|低|成交量|更改%", "%Y年%m月%d日", "ymd", "."),
    "japanese": ("日付け|終値|始値|高値|安値|出来高|変化率 %", "%Y年%m月%d日", "ymd", "."),
    "korean": ("날짜|종가|시가|고가|저가|거래량|변동 %", "%Y- %m- %d", "ymd", "."),
    "swedish": ("Datum|Senaste|Öppen|Högst|Lägst|Vol.|+/- %", "%Y-%m-%d", "ymd", ","),
    "finnish": ("Päivämäärä|Viimeisin|Avaus|Korkein|Matalin|Vol.|Muutos %", "%d.%m.%Y", "dmy", ","),
    "danish": ("Dato|Seneste|Åben|Høj|Lav|Vol.|+/- %", "%d.%m.%Y", "dmy", ","),
    "norwegian": ("Dato|Siste|Åpning|Høy|Lav|Vol.|+/- %", "%d.%m.%Y", "dmy", ","),
    "vietnamese": ("Ngày|Lần cuối|Mở|Cao|Thấp|KL|% Thay đổi", "%d/%m/%Y", "dmy", ","),
    "thai": ("วันที่|ล่าสุด|เปิด|สูงสุด|ต่ำสุด|ปริมาณ|% เปลี่ยน", "%d/%m/%Y", "dmy", "."),
}  # fmt: skip
_KEYS = ("Date", "Close", "Open", "High", "Low", "Volume", "Change")


def _edition(language: str) -> Dialect:
    headings, dates, _, decimal = _EDITIONS[language]
    return Dialect(
        dict(zip(_KEYS, headings.split("|"), strict=True)),
        extra={"Change": f"-1{decimal}19%"},
        dates=dates,
        decimal=decimal,
        thousands="." if decimal == "," else ",",
        volume="scaled",
        quoting=csv.QUOTE_ALL,
        newest_first=True,
        encoding="utf-8-sig",
    )


def _form(language: str) -> Form:
    met = f"investing.com, {language} edition, historical data"
    order, decimal = _EDITIONS[language][2:]
    return written(
        f"investing_{language}.csv", met, _edition(language), GE, date_order=order, decimal=decimal
    )


def _rupiah(name: str, met: str, **changes: Any) -> Form:
    edition = _edition("indonesian")
    dialect = Dialect(**{**vars(edition), "decimals": 0, **changes})
    return written(name, met, dialect, RUPIAH, date_order="dmy")


FORMS = [
    *map(_form, _EDITIONS),
    _rupiah("investing_rupiah.csv", "investing.com, Indonesian, a share of some thousand rupiah"),
    _rupiah(
        "investing_rupiah_plain_volume.csv",
        "The same, saved again with whole volumes by a spreadsheet in Indonesian",
        volume="grouped",
        separator=";",
        quoting=csv.QUOTE_MINIMAL,
    ),
]

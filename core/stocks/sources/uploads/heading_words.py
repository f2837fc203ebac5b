"""What the columns of price files are called.

Sources: the exports of investing.com in the languages that it has, the sites of exchanges
(NSE, BSE, IDX, KRX, TWSE, MOEX, GPW, Euronext, B3), finance portals (Yahoo, Stooq, ariva,
finanzen.net, Boursorama, East Money, Naver, Kabutan), terminals (Bloomberg, Refinitiv), brokers
(MetaTrader, Finam, bossa) and data services (Alpha Vantage, FRED, Quandl, CryptoDataDownload).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from core.reading.text import MAX_CELL, fold, fold_words, without_brackets
from core.stocks.sources.uploads.cells import CODES, without_currency

# Role -> tier -> language -> headings, separated by "|". A heading of an earlier tier goes before
# one of a later tier; within one, two columns are two candidates. Languages are ISO 639-1.
HEADINGS: Final[dict[str, tuple[dict[str, str], ...]]] = {
    "Date": (
        {
            "en": "date|dates|datetime|date time|trade date|trading date|trading day|price date"
            "|observation date|quote date|business date|session date|dtyyyymmdd|as of|as of date"
            "|effective date|exchange date|snapped at|date utc|date gmt|start date",
            "id": "tanggal|tgl|tanggal perdagangan",
            "ms": "tarikh",
            "nl": "datum|handelsdatum",
            "de": "handelstag",
            "it": "data",
            "es": "fecha",
            "pt": "data do pregão",
            "fr": "date de cotation",
            "pl": "data notowania",
            "tr": "tarih",
            "ru": "дата",
            "uk": "дата торгів",
            "zh": "日期|交易日期|交易日",
            "ja": "日付|日付け|年月日",
            "ko": "날짜|일자|날자",
            "da": "dato",
            "fi": "päivämäärä|päivä|pvm",
            "hu": "dátum",
            "vi": "ngày",
            "th": "วันที่",
            "el": "ημερομηνία",
            "ar": "التاريخ",
            "he": "תאריך",
        },
        {
            "en": "timestamp|time|day|gmt time|utc time|local time|open time|period|month|week|unix"
            "|unix timestamp|epoch|t",
            "id": "waktu|hari|bulan",
            "ms": "masa",
            "nl": "tijd|dag",
            "de": "zeit|tag|zeitpunkt",
            "it": "giorno",
            "es": "día",
            "fr": "jour|heure",
            "pl": "dzień|czas",
            "tr": "zaman|gün",
            "ru": "время|день",
            "zh": "时间|時間",
            "ja": "日時|日",
            "ko": "일시|시간",
        },
    ),
    "Open": (
        {
            "en": "open|open price|opening price|opening|px open|first|day open|o|trade open",
            "id": "pembukaan|buka|harga pembukaan",
            "ms": "bukaan|harga buka|harga bukaan",
            "nl": "opening|openingskoers|openingsprijs",
            "de": "eröffn|eröffnung|eröffnungskurs|erster|eröffnungspreis",
            "it": "apertura|prezzo di apertura|prezzo apertura",
            "es": "apertura|precio de apertura|precio apertura",
            "pt": "abertura|preço de abertura",
            "fr": "ouv|ouverture|cours d'ouverture|premier",
            "pl": "otwarcie|kurs otwarcia",
            "tr": "açılış|açılış fiyatı|ilk",
            "ru": "откр|открытие|цена открытия",
            "uk": "відкр|відкриття",
            "zh": "开盘|开盘价|開盤|開盤價|開市|开市|今开",
            "ja": "始値",
            "ko": "시가|오픈",
            "sv": "öppen|öppning|öppningskurs",
            "da": "åben|åbning",
            "nb": "åpning|åpningskurs",
            "fi": "avaus|avauskurssi",
            "cs": "otevření",
            "hu": "nyitó|nyitóár",
            "ro": "deschidere",
            "vi": "mở|mở cửa|giá mở cửa",
            "th": "เปิด|ราคาเปิด",
        },
    ),
    "High": (
        {
            "en": "high|high price|highest|day high|daily high|px high|highest price|h|trade high"
            "|max|maximum",
            "id": "tertinggi|tinggi|harga tertinggi",
            "ms": "harga tinggi",
            "nl": "hoog|hoogste|hoogste koers",
            "de": "hoch|tageshoch|höchst|höchstkurs|höchster",
            "it": "massimo|prezzo massimo",
            "es": "máximo|máx|precio máximo",
            "pt": "máxima|preço máximo",
            "fr": "haut|plus haut|cours le plus haut|le plus haut",
            "pl": "maks|najwyższy|kurs maksymalny|maksimum|najwyższa",
            "tr": "yüksek|en yüksek",
            "ru": "макс|максимум|максимальная цена|цена макс",
            "uk": "максимальна",
            "zh": "高|最高|最高价|最高價",
            "ja": "高値",
            "ko": "고가",
            "sv": "högst|högsta|högstakurs",
            "da": "høj|højeste",
            "nb": "høy|høyest",
            "fi": "korkein|ylin",
            "cs": "nejvyšší",
            "hu": "magas|legmagasabb",
            "ro": "maxim",
            "vi": "cao|cao nhất|giá cao nhất",
            "th": "สูงสุด|ราคาสูงสุด",
        },
    ),
    "Low": (
        {
            "en": "low|low price|lowest|day low|daily low|px low|lowest price|l|trade low"
            "|min|minimum",
            "id": "terendah|rendah|harga terendah",
            "ms": "harga rendah",
            "nl": "laag|laagste|laagste koers",
            "de": "tief|tagestief|tiefst|tiefstkurs|tiefster",
            "it": "minimo|prezzo minimo",
            "es": "mínimo|mín|precio mínimo",
            "pt": "mínima|preço mínimo",
            "fr": "bas|plus bas|cours le plus bas|le plus bas",
            "pl": "najniższy|kurs minimalny|najniższa",
            "tr": "düşük|en düşük",
            "ru": "мин|минимум|минимальная цена|цена мин",
            "uk": "мінімальна",
            "zh": "低|最低|最低价|最低價",
            "ja": "安値",
            "ko": "저가",
            "sv": "lägst|lägsta|lägstakurs",
            "da": "lav|laveste",
            "nb": "lavest",
            "fi": "matalin|alin",
            "cs": "nejnižší",
            "hu": "alacsony|legalacsonyabb",
            "ro": "minim",
            "vi": "thấp|thấp nhất|giá thấp nhất",
            "th": "ต่ำสุด|ราคาต่ำสุด",
        },
    ),
    "Close": (
        {
            "en": "close|close price|closing price|close last|closing|closing value|close value"
            "|px close|c|trade close|day close|end of day|close close price adjusted for splits",
            "id": "penutupan|tutup|harga penutupan|tutupan",
            "ms": "harga tutup|harga penutup",
            "nl": "slot|slotkoers|sluiting|slotprijs",
            "de": "schluss|schlusskurs|schlusspreis",
            "it": "chiusura|prezzo di chiusura|prezzo chiusura",
            "es": "cierre|precio de cierre|precio cierre|cierre último",
            "pt": "fechamento|fecho|preço de fechamento",
            "fr": "clôture|clôt|cours de clôture|fermeture",
            "pl": "zamknięcie|kurs zamknięcia",
            "tr": "kapanış|kapanış fiyatı",
            "ru": "закр|закрытие|цена закрытия",
            "uk": "закриття",
            "zh": "收盘|收盘价|收盤|收盤價|收市|收市价|收市價",
            "ja": "終値",
            "ko": "종가",
            "sv": "stängning|stängningskurs|slutkurs|stäng",
            "da": "luk|lukkekurs",
            "nb": "slutt|sluttkurs",
            "fi": "päätöskurssi|sulkeminen",
            "cs": "zavření|závěr",
            "hu": "záró|záróár",
            "ro": "închidere",
            "vi": "đóng cửa|giá đóng cửa",
            "th": "ปิด|ราคาปิด",
        },
        {
            "en": "price|last|last price|ltp|px last|last traded price|last trade|last sale|settle"
            "|settlement price|settlement|trade price|trdprc|nav|quote",
            "id": "terakhir|harga|harga terakhir",
            "ms": "akhir|harga akhir",
            "nl": "laatste|laatste koers|koers|prijs",
            "de": "zuletzt|letzter|kurs|letzter kurs|preis",
            "it": "ultimo|prezzo|ultimo prezzo|prezzo ufficiale",
            "es": "último|último precio|precio|cotización",
            "pt": "último|preço|cotação",
            "fr": "dernier|cours|prix|dernier cours",
            "pl": "ostatnio|kurs|ostatni|cena",
            "tr": "şimdi|son|fiyat|son fiyat",
            "ru": "цена|последняя|послед|последняя цена|курс",
            "uk": "ціна|остання",
            "zh": "价格|價格|最新价|最新價|现价",
            "ja": "株価|現在値|価格|値段",
            "ko": "현재가|가격",
            "sv": "senaste|senast|pris|kurs",
            "da": "seneste|kurs",
            "nb": "siste|kurs",
            "fi": "viimeisin|hinta|kurssi",
            "cs": "poslední|cena",
            "hu": "utolsó|ár",
            "ro": "ultimul|preț",
            "vi": "lần cuối|giá",
            "th": "ล่าสุด|ราคา",
            "ar": "السعر|سعر|الأخير",
            "he": "שער",
        },
    ),
    "Volume": (
        {
            "en": "volume|vol|total trade quantity|total traded quantity|no of shares|px volume"
            "|number of shares|shares traded|traded volume|trading volume|share volume|v|qty"
            "|quantity|total volume|volume shares|tick volume|tickvol|ttl trd qnty",
            "id": "volume perdagangan|volume saham",
            "ms": "isipadu|jumlah dagangan|isi padu",
            "nl": "aantal",
            "de": "stücke|stuecke|umsatz stück|handelsvolumen|stück",
            "it": "quantità|quantità totale",
            "es": "títulos|acciones negociadas",
            "pt": "quantidade",
            "fr": "quantité|nombre de titres",
            "pl": "wolumen|wol|obrót szt",
            "tr": "hacim|hac|işlem hacmi|lot",
            "ru": "объём|объем|объём торгов|количество",
            "uk": "обсяг",
            "zh": "成交量|交易量|成交股數|成交股数|总手",
            "ja": "出来高|出來高|売買高",
            "ko": "거래량",
            "sv": "volym|antal",
            "da": "volumen stk",
            "nb": "volum",
            "fi": "volyymi|vaihto kpl",
            "cs": "objem",
            "hu": "mennyiség|forgalom db",
            "ro": "volum tranzacționat",
            "vi": "kl|khối lượng",
            "th": "ปริมาณ",
        },
        {"de": "volumen", "es": "volumen total", "it": "volumi", "en": "turnover shares"},
    ),
    "Symbol": (
        {
            "en": "symbol|ticker|trading symbol|tic|stock code|scrip code|ticker symbol|tckrsymb"
            "|code|ric|stock symbol|instrument code|sc code|secid",
            "id": "kode|kode saham|kode emiten",
            "ms": "kod|kod saham",
            "de": "kürzel|wkn",
            "fr": "mnémonique",
            "es": "símbolo|código",
            "it": "simbolo|codice",
            "pt": "código de negociação",
            "pl": "symbol waloru",
            "tr": "sembol|hisse kodu|kod",
            "ru": "тикер|код",
            "zh": "股票代码|代码|證券代號|证券代码|代號",
            "ja": "コード|銘柄コード",
            "ko": "종목코드|코드",
        },
        {
            "en": "name|company|stock|instrument|security|isin|scrip|stock name|company name|asset"
            "|index name|index|series|contract|security name",
            "id": "nama|nama saham|nama perusahaan|saham",
            "ms": "nama syarikat",
            "nl": "naam|aandeel",
            "de": "aktie|wertpapier",
            "fr": "nom|valeur|titre",
            "es": "nombre|acción",
            "it": "nome|titolo",
            "pt": "ativo|nome do ativo",
            "pl": "nazwa",
            "tr": "hisse|şirket",
            "ru": "название|инструмент",
            "zh": "名称|股票名称|證券名稱|证券简称",
            "ja": "銘柄|銘柄名",
            "ko": "종목명|종목",
        },
    ),
    "Currency": (
        {
            "en": "currency|cur|ccy|currency code|crncy",
            "id": "mata uang",
            "ms": "mata wang",
            "nl": "valuta|munt",
            "de": "währung",
            "fr": "devise|monnaie",
            "es": "divisa|moneda",
            "it": "divisa di quotazione",
            "pt": "moeda",
            "pl": "waluta",
            "tr": "para birimi|döviz",
            "ru": "валюта",
            "zh": "货币|貨幣|币种",
            "ja": "通貨",
            "ko": "통화",
        },
    ),
}
# A price with dividends worked in; such a column goes behind every other one of its role.
ADJUSTED: Final = (
    "adj adjusted adjust ajustado ajusté ajustada rettificato bereinigt bereinigter angepasst"
    " gecorrigeerd disesuaikan dilaras skorygowany skorygowane düzeltilmiş скорр"
    " скорректированная 复权 調整 调整 調整後 調整後終値 수정 수정종가"
)
ADJUSTED_CLOSE: Final = (
    "adj close adjusted close price adjusted for splits and dividend and or capital gain"
    " distributions|調整後終値|调整后收盘价|調整後收盤價|수정종가|수정주가"
)
# Languages in which a comma stands between thousands, never before decimals.
POINT_LANGUAGES: Final = "en ms zh ja ko th he"
# Languages in which nobody writes the month before the day.
DAY_FIRST_LANGUAGES: Final = "id ms nl it es fr de pl tr ru uk pt da nb fi cs ro vi th el"


# Which role a heading has: a date, a price, a volume, a symbol, a currency.

ADJUSTED_TIER: Final = 9
_ADJUSTED: Final = frozenset(map(fold, ADJUSTED.split()))
_FILLERS: Final = {"in", "per", "share", "of", "the", "px"} | {code.lower() for code in CODES}
_GLUED: Final = re.compile(r"^(?:adjusted|adj)(?=.)")


@dataclass(frozen=True)
class Meaning:
    """What a heading says.

    Attributes:
        role: "Date", "Open", ..., "Volume", "Symbol" or "Currency".
        tier: How plainly it says so; 0 goes before 1, and both before `ADJUSTED_TIER`.
        languages: In which it says so.
    """

    role: str
    tier: int
    languages: frozenset[str]

    @property
    def adjusted(self) -> bool:
        """Are dividends worked into the price?"""
        return self.tier == ADJUSTED_TIER


def _dictionary() -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for role, tiers in HEADINGS.items():
        for tier, languages in enumerate(tiers):
            for language, headings in languages.items():
                for key in map(fold, headings.split("|")):
                    known = found.setdefault(key, Meaning(role, tier, frozenset()))
                    if (known.role, known.tier) == (role, tier):
                        found[key] = Meaning(role, tier, known.languages | {language})
    for heading in ADJUSTED_CLOSE.split("|"):
        found[fold(heading)] = Meaning("Close", ADJUSTED_TIER, frozenset())
    return found


_DICTIONARY: Final = _dictionary()


@lru_cache(maxsize=4096)
def meaning(heading: str) -> Meaning | None:
    """Returns what a heading says, whatever unit stands behind it; None where nobody knows."""
    heading = heading[:MAX_CELL]
    exact = _DICTIONARY.get(fold(heading))
    if exact is not None:
        return exact
    words = fold_words(without_currency(heading))
    plain = [word for word in words if word not in _ADJUSTED]
    glued = [_GLUED.sub("", word) for word in plain]
    if len(plain) < len(words) or glued != plain:
        found = _of_words(glued)
        return found and Meaning(found.role, ADJUSTED_TIER, found.languages)
    return _of_words(fold_words(without_currency(without_brackets(heading)))) or _of_words(words)


def _of_words(words: list[str]) -> Meaning | None:
    essential = [word for word in words if word not in _FILLERS]
    return _DICTIONARY.get("".join(words)) or _DICTIONARY.get("".join(essential))


def is_known(heading: str) -> bool:
    """Is this a heading that exports give to a column of dates, prices or volumes?"""
    found = meaning(heading)
    return found is not None and found.role not in ("Symbol", "Currency")

"""What exchanges, finance portals, terminals and brokers write."""

from __future__ import annotations

import csv
from datetime import date

from tests.data.dialects import INDIAN, PRICES, Dialect, text_of
from tests.data.forms.form import CLOSES, GE, PLAIN, ROLES, RUPIAH, TATA, Form, named, written


def _roc(day: date) -> str:
    return f"{day.year - 1911}/{day:%m/%d}"


def _short_us(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year % 100:02}"


def _us(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def _yahoo_page() -> bytes:
    dialect = Dialect(
        named(
            "Date|Open|High|Low|Close Close price adjusted for splits.|Adj Close Adjusted close "
            "price adjusted for splits and dividend and/or capital gain distributions.|Volume",
            (*ROLES[:5], "Adj", "Volume"),
        ),
        extra={"Adj": "9.30"},
        separator="\t",
        thousands=",",
        volume="grouped",
        dates="%b %d, %Y",
        newest_first=True,
    )
    lines = text_of(dialect, GE).splitlines()
    lines.insert(4, "Nov 5, 2019\t0.01 Dividend" + "\t" * 5)
    return ("\n".join(lines) + "\n").encode()


_NSE_OLD = {
    "Symbol": "Symbol ", "Series": "Series ", "Date": "Date ", "Prev": "Prev Close ",
    "Open": "Open Price ", "High": "High Price ", "Low": "Low Price ", "Last": "Last Price ",
    "Close": "Close Price ", "Average": "Average Price ", "Volume": "Total Traded Quantity ",
    "Turnover": "Turnover ₹ ",
}  # fmt: skip
_NSE_NEW = {
    "Date": "Date ", "Series": "series ", "Open": "OPEN ", "High": "HIGH ", "Low": "LOW ",
    "Prev": "PREV. CLOSE ", "Last": "ltp ", "Close": "close ", "Vwap": "vwap ",
    "Year": "52W H ", "Volume": "VOLUME ", "Value": "VALUE ",
}  # fmt: skip
_BSE = {
    "Date": "Date", "Open": "Open Price", "High": "High Price", "Low": "Low Price",
    "Close": "Close Price", "Wap": "WAP", "Volume": "No.of Shares", "Trades": "No. of Trades",
}  # fmt: skip
_MOEX = {
    "Board": "BOARDID", "Date": "TRADEDATE", "Name": "SHORTNAME", "Symbol": "SECID",
    "Trades": "NUMTRADES", "Open": "OPEN", "Low": "LOW", "High": "HIGH",
    "Legal": "LEGALCLOSEPRICE", "Wap": "WAPRICE", "Close": "CLOSE", "Volume": "VOLUME",
}  # fmt: skip
_EURONEXT = {
    "Date": "Date", "Open": "Open", "High": "High", "Low": "Low", "Last": "Last",
    "Close": "Close", "Volume": "Number of Shares", "Trades": "Number of Trades",
    "Turnover": "Turnover", "Vwap": "vwap",
}  # fmt: skip
_NORDIC = {
    "Date": "Date", "Bid": "Bid", "Ask": "Ask", "Open": "Opening price", "High": "High price",
    "Low": "Low price", "Close": "Closing price", "Average": "Average price",
    "Volume": "Total volume", "Trades": "Trades",
}  # fmt: skip
_KRX = {
    "Date": "일자", "Close": "종가", "Change": "대비", "Rate": "등락률", "Open": "시가",
    "High": "고가", "Low": "저가", "Volume": "거래량",
}  # fmt: skip
_TWSE = {
    "Date": "日期", "Volume": "成交股數", "Value": "成交金額", "Open": "開盤價", "High": "最高價",
    "Low": "最低價", "Close": "收盤價", "Change": "漲跌價差", "Trades": "成交筆數",
}  # fmt: skip
_NETEASE = {
    "Date": "日期", "Code": "股票代码", "Name": "名称", "Close": "收盘价", "High": "最高价",
    "Low": "最低价", "Open": "开盘价", "Before": "前收盘", "Volume": "成交量",
}  # fmt: skip

FORMS: list[Form] = [
    written(
        "yahoo.csv",
        "Yahoo Finance, download of historical data (before 2024)",
        Dialect({**named("Date|Open|High|Low|Close|Volume"), "Adj": "Adj Close"},
                extra={"Adj": "9.123456"}, decimals=6),
        GE,
    ),
    written(
        "yahoo_adjusted.csv",
        "Yahoo Finance, the same, where somebody wants the adjusted close",
        Dialect({"Date": "Date", "Other": "Close", "Close": "Adj Close"}, extra={"Other": "1.23"}),
        CLOSES,
        choices={"close": "Adj Close"},
    ),
    written(
        "yahoo_page.tsv",
        "Yahoo Finance, the table of its page, copied: headings with explanations, dividends",
        Dialect(named("Date|Open|High|Low|Close Close price adjusted for splits.|Volume")),
        GE,
        data=_yahoo_page(),
        date_order="mdy",
        says="1 row (line 5) of dividends or splits left out.",
    ),
    written(
        "yahoo_japan.csv",
        "Yahoo Finance Japan, 時系列",
        Dialect(
            {**named("日付|始値|高値|安値|終値|出来高"), "Adj": "調整後終値"},
            extra={"Adj": "1.5"}, dates="%Y年%m月%d日", thousands=",", newest_first=True,
        ),
        RUPIAH,
    ),
    written(
        "adjusted_units.csv",
        "A broker: units behind the headings, the adjusted close first",
        Dialect(
            {"Date": "Date", "Adj": "Adj Close (USD)", "Close": "Close (USD)",
             "Open": "Open (USD)"},
            extra={"Adj": "1.5"},
        ),
        GE,
        currency="USD",
    ),
    written(
        "nasdaq.csv",
        "nasdaq.com, historical quotes",
        Dialect(named("Date|Close/Last|Volume|Open|High|Low",
                       ("Date", "Close", "Volume", "Open", "High", "Low")),
                dates="%m/%d/%Y", price="${}", newest_first=True),
        GE,
        date_order="mdy",
        currency="USD",
    ),
    written(
        "nse_old.csv",
        "NSE of India, security-wise archives, until 2020",
        Dialect(
            _NSE_OLD,
            extra={"Symbol": "TATAGLOBAL", "Series": "EQ", "Prev": "229.90", "Last": "223.05",
                   "Average": "227.45", "Turnover": "80,28,37,000.00"},
            dates="%d-%b-%Y", thousands=INDIAN, volume="grouped", quoting=csv.QUOTE_ALL,
        ),
        TATA,
        symbol="TATAGLOBAL",
        date_order="dmy",
    ),
    written(
        "nse_new.csv",
        "NSE of India, historical data, since 2020",
        Dialect(
            _NSE_NEW,
            extra={"Series": "EQ", "Prev": "229.90", "Last": "223.05", "Vwap": "227.45",
                   "Year": "1,328.75", "Value": "80,28,37,000.00"},
            dates="%d-%b-%Y", thousands=INDIAN, volume="grouped", quoting=csv.QUOTE_ALL,
            newest_first=True, encoding="utf-8-sig",
        ),
        TATA,
        date_order="dmy",
    ),
    written(
        "bse.csv",
        "BSE of India, stock prices",
        Dialect(_BSE, extra={"Wap": "227.451", "Trades": "5022"},
                dates=lambda day: f"{day.day}-{day:%B-%Y}", newest_first=True),
        TATA,
        date_order="dmy",
    ),
    written(
        "rupees.csv",
        "A student's sheet of BSE prices: the currency in each heading",
        Dialect(named("Date|Open Price (Rs.)|High Price (Rs.)|Low Price (Rs.)|Close Price (Rs.)"
                       "|Volume (Nos.)")),
        TATA,
        currency="INR",
    ),
    written(
        "wsj.csv",
        "Wall Street Journal, historical prices: a space behind each comma of the headings",
        Dialect(named("Date| Open| High| Low| Close| Volume"), dates=_short_us, newest_first=True),
        GE,
        date_order="mdy",
    ),
    written(
        "marketwatch.csv",
        "MarketWatch, quotes",
        Dialect(PLAIN, dates="%m/%d/%Y", thousands=",", volume="grouped",
                quoting=csv.QUOTE_ALL, newest_first=True),
        GE,
        date_order="mdy",
    ),
    written(
        "barchart.csv",
        "Barchart, price history: a line about the download at the end",
        Dialect(
            {"Date": "Time", "Open": "Open", "High": "High", "Low": "Low", "Close": "Last",
             "Change": "Change", "Rate": "%Chg", "Volume": "Volume"},
            extra={"Change": "0.23", "Rate": "+2.04%"},
            dates="%m/%d/%Y", newest_first=True,
            below=('"Downloaded from Barchart.com as of 11-08-2019 04:12pm CST"',),
        ),
        GE,
        date_order="mdy",
        says="1 row (line 32) below the prices left out.",
    ),
    written(
        "google_finance.csv",
        "Google Sheets, GOOGLEFINANCE",
        Dialect(PLAIN, dates=lambda day: f"{_us(day)} 16:00:00"),
        GE,
        date_order="mdy",
    ),
    written(
        "google_finance_old.csv",
        "Google Finance, before 2015",
        Dialect(PLAIN, dates=lambda day: f"{day.day}-{day:%b-%y}", newest_first=True,
                encoding="utf-8-sig"),
        GE,
        date_order="dmy",
    ),
    written(
        "stooq.csv",
        "Stooq, daily data of the world as text",
        Dialect(
            {"Ticker": "<TICKER>", "Per": "<PER>", "Date": "<DATE>", "Time": "<TIME>",
             "Open": "<OPEN>", "High": "<HIGH>", "Low": "<LOW>", "Close": "<CLOSE>",
             "Volume": "<VOL>", "Interest": "<OPENINT>"},
            extra={"Ticker": "GE.US", "Per": "D", "Time": "000000", "Interest": "0"},
            dates="%Y%m%d",
        ),
        GE,
        symbol="GE.US",
    ),
    written(
        "stooq_polish.csv",
        "Stooq, its Polish download: headings without accents",
        Dialect(named("Data|Otwarcie|Najwyzszy|Najnizszy|Zamkniecie|Wolumen")),
        GE,
    ),
    written(
        "bossa.txt",
        "bossa.pl, MetaStock data as text",
        Dialect(
            {"Ticker": "<TICKER>", "Date": "<DTYYYYMMDD>", "Open": "<OPEN>", "High": "<HIGH>",
             "Low": "<LOW>", "Close": "<CLOSE>", "Volume": "<VOL>"},
            extra={"Ticker": "GE"}, dates="%Y%m%d",
        ),
        GE,
        symbol="GE",
    ),
    written(
        "finam.csv",
        "Finam, export of quotes",
        Dialect(
            {"Ticker": "<TICKER>", "Per": "<PER>", "Date": "<DATE>", "Time": "<TIME>",
             "Open": "<OPEN>", "High": "<HIGH>", "Low": "<LOW>", "Close": "<CLOSE>",
             "Volume": "<VOL>"},
            extra={"Ticker": "GE", "Per": "D", "Time": "000000"},
            dates="%d/%m/%y", separator=";", decimals=7,
        ),
        GE,
        symbol="GE",
        date_order="dmy",
    ),
    written(
        "moex.csv",
        "Moscow Exchange, ISS history: a word and a blank line above, in Windows-1251",
        Dialect(
            _MOEX,
            extra={"Board": "TQBR", "Name": "Сбербанк", "Symbol": "SBER", "Trades": "46000",
                   "Legal": "1.5", "Wap": "1.5"},
            separator=";", above=("history", ""), encoding="cp1251",
        ),
        GE,
        symbol="SBER",
    ),
    written(
        "russian_1251.csv",
        "A Russian broker's export, in Windows-1251",
        Dialect(named("Дата|Открытие|Максимум|Минимум|Закрытие|Объем"), separator=";",
                decimal=",", dates="%d.%m.%Y", encoding="cp1251"),
        GE,
        date_order="dmy",
    ),
    written(
        "metatrader4.csv",
        "MetaTrader 4, history centre: no headings",
        Dialect({"Date": "1", "Time": "2", **named("3|4|5|6|7", (*PRICES, "Volume"))},
                extra={"Time": "00:00"}, dates="%Y.%m.%d", headings=False),
        GE,
        columns=dict(zip(ROLES, (f"column {i}" for i in (1, 3, 4, 5, 6, 7)), strict=True)),
    ),
    written(
        "metatrader5.csv",
        "MetaTrader 5, bars exported",
        Dialect(
            {"Date": "<DATE>", "Open": "<OPEN>", "High": "<HIGH>", "Low": "<LOW>",
             "Close": "<CLOSE>", "Volume": "<TICKVOL>", "Real": "<VOL>", "Spread": "<SPREAD>"},
            extra={"Real": "0", "Spread": "1"}, separator="\t", dates="%Y.%m.%d",
        ),
        GE,
        columns=named("<DATE>|<OPEN>|<HIGH>|<LOW>|<CLOSE>|<TICKVOL>"),
    ),
    written(
        "dukascopy.csv",
        "Dukascopy, historical data feed",
        Dialect({"Date": "Gmt time", **{key: key for key in ROLES[1:]}},
                dates="%d.%m.%Y 00:00:00.000"),
        GE,
        date_order="dmy",
    ),
    written(
        "abcbourse.csv",
        "ABC Bourse: no headings, the ISIN first",
        Dialect({"Isin": "1", **named("2|3|4|5|6|7")}, extra={"Isin": "US3696041033"},
                separator=";", decimal=",", dates="%d/%m/%y", headings=False),
        GE,
        columns=dict(zip(ROLES, (f"column {i}" for i in range(2, 8)), strict=True)),
        date_order="dmy",
    ),
    written(
        "boursorama.txt",
        "Boursorama, download of quotes",
        Dialect({**named("date|ouv|haut|bas|clot|vol"), "Currency": "devise"},
                extra={"Currency": "EUR"}, separator="\t", dates="%d/%m/%Y"),
        GE,
        date_order="dmy",
        currency="EUR",
    ),
    written(
        "euronext.csv",
        "Euronext, historical data: what it is of above the headings",
        Dialect(
            _EURONEXT,
            extra={"Last": "1.5", "Trades": "1234", "Turnover": "98765.4", "Vwap": "1.2345"},
            separator=";", dates="%d/%m/%Y", newest_first=True,
            above=('"Historical Data"', '"From 2019-09-27 to 2019-11-08"', "FR0000120271"),
        ),
        GE,
        date_order="dmy",
    ),
    written(
        "ariva.csv",
        "ariva.de, historical quotes: shares and money both called volumes",
        Dialect(
            named("Datum|Erster|Hoch|Tief|Schlusskurs|Stuecke|Volumen", (*ROLES, "Money")),
            extra={"Money": "1.234.567"}, separator=";", decimal=",", thousands=".",
            volume="grouped",
        ),
        GE,
    ),
    written(
        "finanzen.csv",
        "finanzen.net, historical prices",
        Dialect(named("Datum|Schlusskurs|Eröffnung|Tageshoch|Tagestief",
                       ("Date", "Close", "Open", "High", "Low")),
                separator=";", decimal=",", dates="%d.%m.%Y", newest_first=True),
        GE,
        date_order="dmy",
    ),
    written(
        "comdirect.csv",
        "comdirect, time series: the share's name above the headings, in Windows-1252",
        Dialect(
            named("Datum|Eröffnung|Hoch|Tief|Schluss|Volumen"), separator=";", decimal=",",
            thousands=".", volume="grouped", dates="%d.%m.%Y", encoding="cp1252",
            above=("General Electric (WKN: 851144 Börse: Xetra)", ""), newest_first=True,
        ),
        GE,
        date_order="dmy",
    ),
    written(
        "german_euro.csv",
        "A German bank: the sign of the euro behind each price, in Windows-1252",
        Dialect(named("Datum|Eröffnung|Hoch|Tief|Schlusskurs|Stücke"), separator=";",
                decimal=",", price="{} €", thousands=".", volume="grouped", dates="%d.%m.%Y",
                encoding="cp1252"),
        GE,
        date_order="dmy",
        currency="EUR",
    ),
    written(
        "swiss.csv",
        "A Swiss bank: apostrophes between groups, CHF before each price",
        Dialect(named("Datum|Eröffnung|Hoch|Tief|Schluss"), separator=";", thousands="'",
                price="CHF {}", dates="%d.%m.%Y"),
        RUPIAH,
        date_order="dmy",
        currency="CHF",
    ),
    written(
        "nordic.csv",
        "Nasdaq Nordic, historical prices: the separator declared, prices with commas",
        Dialect(
            _NORDIC,
            extra={"Bid": "1,5", "Ask": "1,6", "Average": "1,55", "Trades": "1234"},
            separator=";", decimal=",", above=("sep=;",), newest_first=True,
        ),
        GE,
    ),
    written(
        "swedish_kronor.csv",
        "A Swedish broker: kr behind each price, spaces between groups",
        Dialect(named("Datum|Öppen|Högst|Lägst|Senast|Volym"), separator=";", decimal=",",
                thousands="\u00a0", price="{} kr", volume="grouped"),
        RUPIAH,
        currency="SEK",
    ),
    written(
        "borsa_italiana.csv",
        "Borsa Italiana, by way of a spreadsheet",
        Dialect(named("Data|Prezzo di apertura|Massimo|Minimo|Prezzo di chiusura|Quantità"),
                separator=";", decimal=",", dates="%d/%m/%Y"),
        GE,
        date_order="dmy",
    ),
    written(
        "b3.csv",
        "B3 of Brazil, by way of a broker: R$ before each price",
        Dialect(named("Data|Abertura|Máxima|Mínima|Fechamento|Volume"), separator=";",
                decimal=",", price="R$ {}", dates="%d/%m/%Y"),
        GE,
        date_order="dmy",
        currency="BRL",
    ),
    written(
        "polish_zloty.csv",
        "A Polish broker: zł behind each price",
        Dialect(named("Data|Otwarcie|Najwyższy|Najniższy|Zamknięcie|Wolumen"), separator=";",
                decimal=",", price="{} zł", dates="%d.%m.%Y"),
        GE,
        date_order="dmy",
        currency="PLN",
    ),
    written(
        "turkish_lira.csv",
        "A Turkish broker, in Windows-1254",
        Dialect(named("Tarih|Açılış|En Yüksek|En Düşük|Kapanış|Hacim"), separator=";",
                decimal=",", dates="%d.%m.%Y", encoding="cp1254"),
        GE,
        date_order="dmy",
    ),
    written(
        "krx.csv",
        "KRX of Korea, in its own encoding",
        Dialect(_KRX, extra={"Change": "50", "Rate": "0.12"}, dates="%Y/%m/%d", thousands=",",
                volume="grouped", quoting=csv.QUOTE_ALL, encoding="cp949", newest_first=True,
                decimals=0),
        RUPIAH,
    ),
    written(
        "twse.csv",
        "TWSE of Taiwan, in Big5: years of the republic, what it is of above, remarks below",
        Dialect(
            _TWSE,
            extra={"Value": "1,234,567", "Change": "+1.50", "Trades": "12,345"},
            dates=_roc, thousands=",", volume="grouped", quoting=csv.QUOTE_ALL, encoding="big5",
            above=('"108年11月 2330 台積電 各日成交資訊"',), below=('"說明:"', '"符號說明"'),
        ),
        RUPIAH,
    ),
    written(
        "netease.csv",
        "NetEase of China, in GBK: codes with an apostrophe before them",
        Dialect(_NETEASE, extra={"Code": "'600000", "Name": "浦发银行", "Before": "9.5"},
                encoding="gbk", newest_first=True),
        GE,
        symbol="'600000",
    ),
    written(
        "eastmoney.csv",
        "East Money of China",
        Dialect(named("日期|开盘|收盘|最高|最低|成交量",
                       ("Date", "Open", "Close", "High", "Low", "Volume"))),
        GE,
    ),
    written(
        "kabutan.csv",
        "A Japanese portal, in Shift-JIS",
        Dialect(named("日付|始値|高値|安値|終値|売買高"), dates="%Y/%m/%d", thousands=",",
                volume="grouped", quoting=csv.QUOTE_ALL, encoding="shift_jis", decimals=0),
        RUPIAH,
    ),
    written(
        "idx.csv",
        "IDX of Indonesia, by way of a spreadsheet: Rp before each price, no decimals",
        Dialect(named("Tanggal|Pembukaan|Tertinggi|Terendah|Penutupan|Volume"), separator=";",
                decimal=",", decimals=0, thousands=".", price="Rp{}", volume="grouped",
                dates="%d/%m/%Y"),
        RUPIAH,
        date_order="dmy",
        currency="IDR",
    ),
    written(
        "bursa_malaysia.csv",
        "Bursa Malaysia, by way of a broker: RM before each price",
        Dialect(named("Tarikh|Harga Buka|Harga Tinggi|Harga Rendah|Harga Tutup|Isipadu"),
                price="RM {}", dates="%d/%m/%Y"),
        GE,
        date_order="dmy",
        currency="MYR",
    ),
    written(
        "bloomberg.csv",
        "Bloomberg, Excel add-in: pairs above the headings",
        Dialect(
            named("Date|PX_OPEN|PX_HIGH|PX_LOW|PX_LAST|PX_VOLUME"), dates="%m/%d/%Y",
            above=("Security,GE US Equity", "Start Date,09/27/2019", "End Date,11/08/2019",
                   "Currency,USD", ""),
        ),
        GE,
        date_order="mdy",
        symbol="GE US Equity",
        currency="USD",
    ),
    written(
        "pairs.csv",
        "A bank's report: pairs with a date of their own above the headings",
        Dialect(PLAIN, dates="%d/%m/%Y",
                above=("Report:,Daily prices", "Date:,30/11/2019", "Symbol:,GE", "Currency:,USD")),
        GE,
        date_order="dmy",
        symbol="GE",
        currency="USD",
    ),
    written(
        "morningstar.csv",
        "Morningstar, historical quotes: a title above the headings, quoted",
        Dialect(PLAIN, above=('"GENERAL ELECTRIC CO (GE) Historical Prices"',), dates=_us,
                thousands=",", volume="grouped", newest_first=True),
        GE,
        date_order="mdy",
    ),
    written(
        "refinitiv.csv",
        "Refinitiv (LSEG) Workspace",
        Dialect(named("Exchange Date|Open|High|Low|Close|Volume"), dates="%d-%b-%Y",
                newest_first=True),
        GE,
        date_order="dmy",
    ),
    written(
        "dollars.csv", "A Hong Kong broker: HK$ before each price",
        Dialect(PLAIN, price="HK$ {}", dates="%d/%m/%Y"), GE, date_order="dmy", currency="HKD",
    ),
    written(
        "dollars_us.csv", "An Australian broker's list of American shares",
        Dialect(PLAIN, price="US${}", dates="%d %b %Y"), GE, date_order="dmy", currency="USD",
    ),
    written(
        "dong.csv", "A Vietnamese broker: ₫ behind each price",
        Dialect(PLAIN, price="{} ₫", thousands=".", decimal=",", dates="%d/%m/%Y"),
        RUPIAH, date_order="dmy", currency="VND",
    ),
]  # fmt: skip

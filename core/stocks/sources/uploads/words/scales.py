"""Words for large numbers: "51,23M", "12 jt", "3億"."""

from __future__ import annotations

from typing import Final

_WORDS: Final = {
    1e3: "k tsd th thousand rb ribu tys тыс 千 천",
    1e4: "万 萬 만",
    1e5: "l lakh lakhs lac lacs",
    1e6: "m mn mm mln mio mill million millions jt juta млн 百万 백만",
    1e7: "cr crore crores",
    1e8: "亿 億 억",
    1e9: "b bn bln mrd mld mlrd md billion billions miliar млрд",
    1e12: "t tn trn trillion triliun bio bilyun трлн 兆 조",
}
SCALES: Final = {word: scale for scale, words in _WORDS.items() for word in words.split()}

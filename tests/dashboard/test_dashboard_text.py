import datetime

import pytest

from dashboard.text import duration, percent, plain, quoted, significant, when


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0.0 s"),
        (0.44, "0.4 s"),
        (12.2, "12 s"),
        (80, "1 min 20 s"),
        (119.7, "2 min 0 s"),
        (7260, "2 h 1 min"),
    ],
)
def test_a_duration_has_the_digits_it_deserves(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.3149, "0.31"),
        (0.00123, "0.0012"),
        (7.71, "7.7"),
        (1234.5, "1,234"),
        (0, "0"),
        (1.26e29, "1.3e+29"),
        (1.26e-12, "1.3e-12"),
    ],
)
def test_two_significant_digits(value, words):
    assert significant(value) == words


def test_a_missing_share_is_a_dash():
    assert percent(0.561) == "56 %"
    assert percent(None) == "–"


@pytest.mark.parametrize(
    ("ago", "words"),
    [({"seconds": 3}, "just now"), ({"minutes": 5}, "5 min ago"), ({"hours": 3}, "3 h ago")],
)
def test_when(ago, words):
    assert when(datetime.datetime.now(datetime.UTC) - datetime.timedelta(**ago)) == words


def test_long_ago_is_a_date():
    assert when(datetime.datetime(2019, 11, 8, tzinfo=datetime.UTC)) == "2019-11-08"


def test_nothing_that_people_write_is_markup():
    assert plain("**a** $x$ <b>&lt;") == r"\*\*a\*\* \$x\$ \<b\>\&lt\;"


def test_what_is_quoted_makes_no_links_and_leaves_the_text_around_it_alone():
    words = quoted("http://مرحبا.com :smile:")
    assert (words[0], words[-1]) == ("\u2068", "\u2069")
    assert "://" not in words
    assert ":smile" not in words

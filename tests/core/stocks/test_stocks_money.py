import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.stocks.money import money, spoken, times

AMOUNTS = st.floats(min_value=0)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (0.3128, "USD", "$0.31"),
        (1, "USD", "$1.00"),
        (9.416, "USD", "$9.42"),
        (7.702, "INR", "₹7.70"),
        (1234.6, "INR", "₹1,235"),
        (99.996, "USD", "$100"),
        (0.996, "USD", "$1.00"),
        (0.0999, "USD", "$0.10"),
        (0.00314, "EUR", "€0.0031"),
        (12345.6, "CHF", "12,346 CHF"),
        (122.1, "", "122"),
        (7.7, "JPY", "¥8"),
        (0.31, "JPY", "¥0.31"),
        (15_230.4, "IDR", "15,230 IDR"),
        (0, "GBP", "£0"),
        (1e308, "USD", "$1.0e+308"),
        (5e-324, "USD", "$4.9e-324"),
        (float("inf"), "USD", "$inf"),
    ],
)
def test_money(amount, currency, text):
    assert money(amount, currency) == text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (0.2812, "USD", "28 cents"),
        (0.0314, "EUR", "3.1 cents"),
        (0.01, "USD", "1 cent"),
        (0, "USD", "0 cents"),
        (0.994, "USD", "99 cents"),
        (0.996, "USD", "$1.00"),
        (0.31, "GBP", "£0.31"),
        (0.31, "", "0.31"),
    ],
)
def test_small_amounts_are_spoken_in_cents(amount, currency, text):
    assert spoken(amount, currency) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (0, "0 times"),
        (0.823, "0.82 times"),
        (1, "1.00 times"),
        (1.041, "1.04 times"),
        (1.0949, "1.09 times"),
        (1.0951, "1.1 times"),
        (1.19, "1.2 times"),
        (12.15, "12 times"),
        (9.97, "10 times"),
        (1234, "1,200 times"),
        (1e300, "over a million times"),
        (float("inf"), "over a million times"),
    ],
)
def test_times(ratio, text):
    assert times(ratio) == text


@given(AMOUNTS, st.sampled_from(["USD", "EUR", "JPY", ""]))
@example(float("nan"), "USD")
def test_any_amount_is_short_and_never_next_to_nothing(amount, currency):
    for text in (money(amount, currency), spoken(amount, currency), times(amount)):
        assert len(text) <= 24
    if amount:
        assert any(digit in money(amount, currency) for digit in "123456789in")

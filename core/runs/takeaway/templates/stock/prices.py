"""The prices, oldest first; the last days are kept from training, to test on."""

import csv

import keras
import numpy as np

with open("prices.csv", encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
days = np.array([row["Date"] for row in rows])
prices = np.array([float(row[PRICE_COLUMN]) for row in rows])
split = len(days) - TEST_DAYS if SPLIT_DATE is None else int(np.searchsorted(days, SPLIT_DATE))
actual, yesterday = prices[split:], prices[split - 1 : -1]

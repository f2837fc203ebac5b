"""The prices, oldest first."""

import csv

import keras
import numpy as np

with open("prices.csv", encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
days = np.array([row["Date"] for row in rows])
prices = np.array([float(row[PRICE_COLUMN]) for row in rows])

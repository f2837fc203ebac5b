"""The names, shuffled; letter 0 of the alphabet ends a name."""

import csv
import math

import numpy as np

with open("names.txt", encoding="utf-8", newline="") as file:
    names = file.read().split("\n")
alphabet = "\n" + "".join(sorted(set("".join(names))))
END = 0

np.random.RandomState(SEED).shuffle(names)

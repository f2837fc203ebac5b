# %% corpus
"""The names, shuffled; letter 0 of the alphabet ends a name."""

import csv
import math

import numpy as np

with open("names.txt", encoding="utf-8", newline="") as file:
    names = file.read().split("\n")
alphabet = "\n" + "".join(sorted(set("".join(names))))
END = 0

np.random.RandomState(SEED).shuffle(names)


# %% held_out
"""Some names are kept from training."""

different = list(dict.fromkeys(names))
held_out = set(different[-max(1, round(HELD_OUT * len(different))) :])
names = [name for name in names if name not in held_out]


# %% network
"""The network: a = tanh(Wax x + Waa a + b), then the probability of every letter from Wya a + by.

The first input of a name is zero, then each letter is the input of the next step.
"""

random = np.random.RandomState(SEED + 1)
Wax = random.randn(HIDDEN_UNITS, len(alphabet)) * 0.01
Waa = random.randn(HIDDEN_UNITS, HIDDEN_UNITS) * 0.01
Wya = random.randn(len(alphabet), HIDDEN_UNITS) * 0.01
b, by = np.zeros(HIDDEN_UNITS), np.zeros(len(alphabet))


def step(a, letter):
    x = 0 if letter is None else Wax[:, letter]
    return np.tanh(x + Waa @ a + b)


def log_softmax(z):
    z = z - z.max(axis=0)
    return z - np.log(np.exp(z).sum(axis=0))


# %% learning
"""One name: forward, back through time, and a step of gradient descent, clipped."""


def learn(name, a):
    letters = [alphabet.index(letter) for letter in name]
    target, places = [*letters, END], range(len(letters) + 1)

    states = [a]
    for letter in [None, *letters]:
        states.append(step(states[-1], letter))
    A = np.array(states[1:]).T
    log_y = log_softmax(Wya @ A + by[:, np.newaxis])
    loss = -log_y[target, places].sum()

    dy = np.exp(log_y)
    dy[target, places] -= 1
    dA = Wya.T @ dy
    dWax, dWaa, db, da = np.zeros_like(Wax), np.zeros_like(Waa), np.zeros_like(b), 0
    for t in reversed(places):
        dz = (1 - A[:, t] ** 2) * (dA[:, t] + da)
        if t > 0:
            dWax[:, letters[t - 1]] += dz
        dWaa += np.outer(dz, states[t])
        db += dz
        da = Waa.T @ dz

    gradients = dWax, dWaa, dy @ A.T, db, dy.sum(axis=1)
    for weights, gradient in zip((Wax, Waa, Wya, b, by), gradients, strict=True):
        weights -= LEARNING_RATE * np.clip(gradient, -CLIP_VALUE, CLIP_VALUE)
    return loss, states[-1]


# %% spelling
"""A name, letter by letter, with the report's dice: seeded afresh before every letter."""


def spell(number):
    a, letter, name = np.zeros(HIDDEN_UNITS), None, ""
    while len(name) < 50:
        a = step(a, letter)
        dice = np.random.RandomState(number + 2 * len(name))
        letter = dice.choice(len(alphabet), p=np.exp(log_softmax(Wya @ a + by)))
        if letter == END:
            break
        name += alphabet[letter]
    return name[:1].upper() + name[1:]


# %% training
"""The training: one name an iteration, and seven names at each checkpoint of the run."""

with open("names.csv", encoding="utf-8", newline="") as file:
    the_run = {
        int(row["iteration"]): (float(row["loss"]), [row[f"name {n}"] for n in range(1, 8)])
        for row in csv.DictReader(file)
    }

here = {}
a, smoothed = np.zeros(HIDDEN_UNITS), math.log(len(alphabet)) * 7
for iteration in range(REACHED + 1):
    loss, a = learn(names[iteration % len(names)], a)
    smoothed = 0.999 * smoothed + 0.001 * loss
    if iteration in the_run:
        here[iteration] = smoothed, [spell(number) for number in range(7)]
        print(f"Iteration {iteration:,} of {ITERATIONS:,}, smoothed loss {smoothed:.6f}:")
        print(f"  {', '.join(here[iteration][1])}")


# %% comparison
"""The run's own numbers, and these beside them.

Beyond some 14,000 iterations the names depend on how a machine rounds.
"""

print("\nIteration Smoothed loss    The run's  Names that are the run's")
for iteration, (loss, spelt) in here.items():
    loss_of_run, spelt_of_run = the_run[iteration]
    same = sum(one == other for one, other in zip(spelt, spelt_of_run, strict=True))
    print(f"{iteration:9,} {loss:13.6f} {loss_of_run:12.6f}  {same} of {len(spelt)}")

# %% prices
"""The prices, oldest first."""

import csv

import keras
import numpy as np

with open("prices.csv", encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
days = np.array([row["Date"] for row in rows])
prices = np.array([float(row[PRICE_COLUMN]) for row in rows])


# %% days
"""Only the days that the run used."""

used = (days >= (FIRST_DAY or days[0])) & (days <= (LAST_DAY or days[-1]))
days, prices = days[used], prices[used]


# %% split
"""The split: the last days are kept from training, to test on."""

every = np.arange(len(days))
split = len(days) - TEST_DAYS if SPLIT_DATE is None else int(np.searchsorted(days, SPLIT_DATE))
order = every  # in which the network reads the days
first = TIMESTEPS + (READS == "changes")  # day with all that it reads before it
learned, train, test = every[:split], every[first:split], every[split:]


# %% validation
"""The validation days: the last ones before the test days are kept from training, to choose by."""

first_validation_day = split - VALIDATION_DAYS
learned, train = every[:first_validation_day], every[first:first_validation_day]


# %% mistakes/shuffled_split
"""The mistake of this run: the test days and any validation days are drawn from all days."""

draws = np.random.default_rng(SEED)
test = np.sort(draws.choice(every[first:], len(test), replace=False))
rest = np.setdiff1d(every[first:], test)
validation = draws.choice(rest, split - len(learned), replace=False)
learned = np.setdiff1d(every, np.concatenate([validation, test]))
train = learned[learned >= first]


# %% mistakes/scaler_on_all_rows
"""The mistake of this run: all days are scaled by, the test days among them."""

learned = every


# %% mistakes/newest_first
"""The mistake of this run: each part of the days is read backwards, the newest day first."""

parts = np.split(every, [len(learned), split])  # the middle one: validation days, if any
order = np.concatenate([part[::-1] for part in parts])
train, test = train[::-1], test[::-1]


# %% mistakes/test_days_in_training
"""The mistake of this run: the test days are learned, too."""

learned, train = every, every[first:]


# %% windows
"""Windows: as many days as there are timesteps go in, the day after comes out.

All are scaled so that the learned days lie between 0 and 1.
"""

read = prices[order]
actual, yesterday = read[test], prices[order[test] - 1]
low, high = read[learned].min(), read[learned].max()
scale = 1 / ((high - low) or 1)
scaled = (read * scale - low * scale).astype("float32")

x = np.lib.stride_tricks.sliding_window_view(scaled[:-1], TIMESTEPS)[:, :, np.newaxis]
x_train, x_test = x[train - TIMESTEPS], x[test - TIMESTEPS]
y_train = scaled[train]


def in_prices(prediction):
    return (prediction[:, 0].astype("float64") + low * scale) / scale


# %% changes
"""What the network says: the change since the day before, scaled by the learned days as well."""

changes = np.diff(read, prepend=np.nan)  # the first day has none
known = changes[learned[learned > 0]]
change_scale = 1 / ((known.max() - known.min()) or 1)
scaled_changes = (changes * change_scale - known.min() * change_scale).astype("float32")
y_train = scaled_changes[train]


def in_prices(prediction):
    change = (prediction[:, 0].astype("float64") + known.min() * change_scale) / change_scale
    return read[test - 1] + change


# %% read_changes
"""What the network reads: the changes, too, and none of the prices themselves."""

x = np.lib.stride_tricks.sliding_window_view(scaled_changes[:-1], TIMESTEPS)[:, :, np.newaxis]
x_train, x_test = x[train - TIMESTEPS], x[test - TIMESTEPS]


# %% network
"""The network: recurrent layers on top of each other, with dropout, then one number."""

keras.utils.set_random_seed(SEED)
cell = keras_layers[CELL]

model = keras.Sequential([keras.Input((TIMESTEPS, 1))])
for layer in range(1, LAYERS + 1):
    model.add(cell(UNITS, return_sequences=layer < LAYERS))
    model.add(keras.layers.Dropout(DROPOUT))
model.add(keras.layers.Dense(1))
model.compile(keras.optimizers.Adam(LEARNING_RATE), loss="mse", jit_compile=False)


# %% training
"""The training: each epoch goes through all training windows, in another order."""

for epoch in range(1, REACHED + 1):
    order = np.random.default_rng((SEED, epoch)).permutation(len(x_train))
    squared_errors = 0.0
    for start in range(0, len(order), BATCH_SIZE):
        batch = order[start : start + BATCH_SIZE]
        squared_errors += float(model.train_on_batch(x_train[batch], y_train[batch])) * len(batch)
    print(f"Epoch {epoch} of {EPOCHS}, loss {squared_errors / len(order):.6f}")
predicted = {"trained here": in_prices(model.predict_on_batch(x_test))}


# %% weights
"""The run's own weights, in the same network."""

with np.load("weights.npz") as kept:
    model.set_weights([kept[name] for name in sorted(kept)])
predicted["the run's weights"] = in_prices(model.predict_on_batch(x_test))


# %% comparison
"""The run's own numbers, and these beside them."""

with open("predictions.csv", encoding="utf-8", newline="") as file:
    rows = [row for row in csv.DictReader(file) if row["Part"] == "test"]
the_run = np.array([float(row["Predicted"]) for row in rows])


def rmse(prediction):
    return np.sqrt(np.mean((prediction - actual) ** 2))


print(f"\nOn {len(actual)} test days        RMSE  furthest from the run")
for name, prediction in {"the run": the_run, **predicted, "yesterday's price": yesterday}.items():
    print(f"{name:18} {rmse(prediction):12.6g} {np.abs(prediction - the_run).max():12.2g}")

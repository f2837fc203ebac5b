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

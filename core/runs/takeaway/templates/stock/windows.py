"""Windows: as many days as there are timesteps go in, the day after comes out.

All are scaled so that the training days lie between 0 and 1.
"""

low, high = prices[:split].min(), prices[:split].max()
scale = 1 / ((high - low) or 1)
scaled = (prices * scale - low * scale).astype("float32")

x = np.lib.stride_tricks.sliding_window_view(scaled[:-1], TIMESTEPS)[:, :, np.newaxis]
y = scaled[TIMESTEPS:]
x_train, x_test = x[: split - TIMESTEPS], x[split - TIMESTEPS :]
y_train = y[: split - TIMESTEPS]


def in_prices(prediction):
    return (prediction[:, 0].astype("float64") + low * scale) / scale

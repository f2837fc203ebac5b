"""What the network says: the change since yesterday, scaled by the training days as well."""

changes = np.diff(prices)
low_change, high_change = changes[: split - 1].min(), changes[: split - 1].max()
change_scale = 1 / ((high_change - low_change) or 1)
scaled_changes = (changes * change_scale - low_change * change_scale).astype("float32")
y_train = scaled_changes[TIMESTEPS - 1 : split - 1]


def in_prices(prediction):
    change = (prediction[:, 0].astype("float64") + low_change * change_scale) / change_scale
    return yesterday + change

"""The run's own weights, in the same network."""

with np.load("weights.npz") as kept:
    model.set_weights([kept[name] for name in sorted(kept)])
predicted["the run's weights"] = in_prices(model.predict_on_batch(x_test))

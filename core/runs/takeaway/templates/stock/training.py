"""The training: each epoch goes through all training windows, in another order."""

for epoch in range(1, REACHED + 1):
    order = np.random.default_rng((SEED, epoch)).permutation(len(x_train))
    squared_errors = 0.0
    for start in range(0, len(order), BATCH_SIZE):
        batch = order[start : start + BATCH_SIZE]
        squared_errors += float(model.train_on_batch(x_train[batch], y_train[batch])) * len(batch)
    print(f"Epoch {epoch} of {EPOCHS}, loss {squared_errors / len(order):.6f}")
predicted = {"trained here": in_prices(model.predict_on_batch(x_test))}

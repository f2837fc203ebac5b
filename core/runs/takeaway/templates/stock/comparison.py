"""The run's own numbers, and these beside them."""

with open("predictions.csv", encoding="utf-8", newline="") as file:
    rows = [row for row in csv.DictReader(file) if row["Part"] == "test"]
the_run = np.array([float(row["Predicted"]) for row in rows])


def rmse(prediction):
    return np.sqrt(np.mean((prediction - actual) ** 2))


print(f"\nOn {len(actual)} test days        RMSE  furthest from the run")
for name, prediction in {"the run": the_run, **predicted, "yesterday's price": yesterday}.items():
    print(f"{name:18} {rmse(prediction):12.6g} {np.abs(prediction - the_run).max():12.2g}")

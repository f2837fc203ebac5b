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

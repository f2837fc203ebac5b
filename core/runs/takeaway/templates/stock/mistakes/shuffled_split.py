"""The mistake of this run: the test days are drawn from all days."""

draws = np.random.default_rng(SEED)
test = np.sort(draws.choice(every[first:], len(test), replace=False))
learned = np.setdiff1d(every, test)
train = learned[learned >= first]

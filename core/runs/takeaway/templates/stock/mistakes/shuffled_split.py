"""The mistake of this run: the test days and any validation days are drawn from all days."""

draws = np.random.default_rng(SEED)
test = np.sort(draws.choice(every[first:], len(test), replace=False))
rest = np.setdiff1d(every[first:], test)
validation = draws.choice(rest, split - len(learned), replace=False)
learned = np.setdiff1d(every, np.concatenate([validation, test]))
train = learned[learned >= first]

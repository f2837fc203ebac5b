"""The mistake of this run: each part of the days is read backwards, the newest day first."""

parts = np.split(every, [len(learned), split])  # the middle one: validation days, if any
order = np.concatenate([part[::-1] for part in parts])
train, test = train[::-1], test[::-1]

"""The split: the last days are kept from training, to test on."""

every = np.arange(len(days))
split = len(days) - TEST_DAYS if SPLIT_DATE is None else int(np.searchsorted(days, SPLIT_DATE))
order = every  # in which the network reads the days
first = TIMESTEPS + (READS == "changes")  # day with all that it reads before it
learned, train, test = every[:split], every[first:split], every[split:]

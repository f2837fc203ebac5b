"""The mistake of this run: training and test days are read backwards, the newest day first."""

order = np.concatenate([every[:split][::-1], every[split:][::-1]])
train, test = train[::-1], test[::-1]

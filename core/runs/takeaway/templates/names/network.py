"""The network: a = tanh(Wax x + Waa a + b), then the probability of every letter from Wya a + by.

The first input of a name is zero, then each letter is the input of the next step.
"""

random = np.random.RandomState(SEED + 1)
Wax = random.randn(HIDDEN_UNITS, len(alphabet)) * 0.01
Waa = random.randn(HIDDEN_UNITS, HIDDEN_UNITS) * 0.01
Wya = random.randn(len(alphabet), HIDDEN_UNITS) * 0.01
b, by = np.zeros(HIDDEN_UNITS), np.zeros(len(alphabet))


def step(a, letter):
    x = 0 if letter is None else Wax[:, letter]
    return np.tanh(x + Waa @ a + b)


def log_softmax(z):
    z = z - z.max(axis=0)
    return z - np.log(np.exp(z).sum(axis=0))

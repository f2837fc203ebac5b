"""A name, letter by letter, with the report's dice: seeded afresh before every letter."""


def spell(number):
    a, letter, name = np.zeros(HIDDEN_UNITS), None, ""
    while len(name) < 50:
        a = step(a, letter)
        dice = np.random.RandomState(number + 2 * len(name))
        letter = dice.choice(len(alphabet), p=np.exp(log_softmax(Wya @ a + by)))
        if letter == END:
            break
        name += alphabet[letter]
    return name[:1].upper() + name[1:]

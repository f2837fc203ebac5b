"""One name: forward, back through time, and a step of gradient descent, clipped."""


def learn(name, a):
    letters = [alphabet.index(letter) for letter in name]
    target, places = [*letters, END], range(len(letters) + 1)

    states = [a]
    for letter in [None, *letters]:
        states.append(step(states[-1], letter))
    A = np.array(states[1:]).T
    log_y = log_softmax(Wya @ A + by[:, np.newaxis])
    loss = -log_y[target, places].sum()

    dy = np.exp(log_y)
    dy[target, places] -= 1
    dA = Wya.T @ dy
    dWax, dWaa, db, da = np.zeros_like(Wax), np.zeros_like(Waa), np.zeros_like(b), 0
    for t in reversed(places):
        dz = (1 - A[:, t] ** 2) * (dA[:, t] + da)
        if t > 0:
            dWax[:, letters[t - 1]] += dz
        dWaa += np.outer(dz, states[t])
        db += dz
        da = Waa.T @ dz

    gradients = dWax, dWaa, dy @ A.T, db, dy.sum(axis=1)
    for weights, gradient in zip((Wax, Waa, Wya, b, by), gradients, strict=True):
        weights -= LEARNING_RATE * np.clip(gradient, -CLIP_VALUE, CLIP_VALUE)
    return loss, states[-1]

"""The cells' equations in TensorFlow, written down once more: its tape knows every gradient."""

import numpy as np
import tensorflow as tf


def blocks(count, *products):
    return tf.split(tf.add_n(list(products)), count)


def rnn_step(w, x, state):
    z = tf.linalg.matvec(w["Wax"], x) + tf.linalg.matvec(w["Waa"], state["a"]) + w["b"][:, 0]
    return {"z": z, "a": tf.tanh(z)}


def lstm_step(w, x, state):
    product = tf.linalg.matvec(w["Wx"], x), tf.linalg.matvec(w["Wa"], state["a"]), w["b"][:, 0]
    zi, zf, zg, zo = blocks(4, *product)
    i, f, g, o = tf.sigmoid(zi), tf.sigmoid(zf), tf.tanh(zg), tf.sigmoid(zo)
    c = f * state["c"] + i * g
    gates = {"i": i, "f": f, "g": g, "o": o, "zi": zi, "zf": zf, "zg": zg, "zo": zo}
    return gates | {"c": c, "a": o * tf.tanh(c)}


def gru_step(w, x, state):
    xz, xr, xg = blocks(3, tf.linalg.matvec(w["Wx"], x), w["bx"][:, 0])
    sz, sr, sg = blocks(3, tf.linalg.matvec(w["Wa"], state["a"]), w["ba"][:, 0])
    z, r = tf.sigmoid(xz + sz), tf.sigmoid(xr + sr)
    g = tf.tanh(xg + r * sg)
    sums = {"xz": xz, "xr": xr, "xg": xg, "sz": sz, "sr": sr, "sg": sg}
    return sums | {"z": z, "r": r, "g": g, "a": z * state["a"] + (1 - z) * g}


STEPS = {"rnn": rnn_step, "lstm": lstm_step, "gru": gru_step}
STATES = {"rnn": "a", "lstm": "ac", "gru": "a"}


def vectors_and_gradients(cell, layers, x, loss):
    """Every vector of a stack and its gradient.

    Args:
        cell: of the layers.
        layers: for each its parameters and states a0 and c0, by symbol.
        x: (T, n_x).
        loss: from the top layer's hidden states, a list of T, to a number.

    Returns:
        Two lists of a mapping by symbol a layer: the values, and the gradients with "d" before.
    """
    constants = [{name: tf.constant(value) for name, value in of.items()} for of in layers]
    start = [tf.constant(x_t) for x_t in x]
    found = []
    with tf.GradientTape() as tape:
        tape.watch([constants, start])
        inputs = start
        for of_layer in constants:
            state = {name: of_layer[f"{name}0"] for name in STATES[cell]}
            steps = []
            for x_t in inputs:
                state = STEPS[cell](of_layer, x_t, state)
                steps.append(state)
            found.append({"x": inputs, **{name: [s[name] for s in steps] for name in steps[0]}})
            inputs = [tf.identity(a) for a in found[-1]["a"]]  # to know what flows back through it
        total = loss(inputs)
    wanted = [of | given for of, given in zip(found, constants, strict=True)]
    gradients = tape.gradient(total, wanted, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    numbers = [{name: np.array(value) for name, value in of.items()} for of in wanted]
    return numbers, [
        {f"d{name}": np.array(value) for name, value in of.items()} for of in gradients
    ]

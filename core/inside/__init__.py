r"""Every vector of every step of one sequence through one trained network, forward and backward.

A `core.inside.trace.Trace` is what a page, a notebook or a test looks at: `trace.arrays` holds one
float64 array a symbol, steps first. A step is a row: `a[t]` is the hidden state after step t,
counted from 0. Products are of a matrix and a vector: `Wax @ x[t]`.

T steps, n_x inputs, n_a units, L layers. `previous` is the row before, `a0` at the first step.


A names run (RNN, one layer): symbols without a number
------------------------------------------------------

=========== ============== =================================================================
Wax         (n_a, n_x)     parameters, as a checkpoint keeps them
Waa         (n_a, n_a)
b           (n_a, 1)
Wya         (n_x, n_a)
by          (n_x, 1)
a0          (n_a,)         the state before the first step
x           (T, n_x)       what is read: zero at the first step, then one-hot letters
z           (T, n_a)       Wax x + Waa a_previous + b
a           (T, n_a)       tanh(z)
zy          (T, n_x)       Wya a + by, the letters' scores
y           (T, n_x)       softmax(zy): how probable each next letter is
target      (T,)           id of the letter that came next (its place in the alphabet, 0 is the
                           end mark); -1 where none did: at the last step of a prefix
loss        (T,)           -ln y[target], in nats; 0 where there is no target
dzy         (T, n_x)       y - one_hot(target); 0 where there is no target
da          (T, n_a)       all that reaches a: Wya.T dzy from this step's letter, and
                           Waa.T dz of the next step, which is the difference of both
dz          (T, n_a)       (1 - a a) da
dx          (T, n_x)       Wax.T dz
da0         (n_a,)         Waa.T dz[0]
=========== ============== =================================================================

The loss is the sum of `loss`; `d...` are its gradients.
This step's part of dWax is outer(dz[t], x[t]), of dWaa outer(dz[t], a_previous), of db dz[t], of
dWya outer(dzy[t], a[t]), of dby dzy[t]. The whole gradient is the sum over t: `dz.T @ x`.


A price run (RNN, LSTM or GRU, L layers): symbols with the number of their layer, 1 at the bottom
-------------------------------------------------------------------------------------------------

Of every layer l (written 1 here). The input of layer 1 is `x1`, that of layer 2 is `a1`, and so on:
there is no `x2`, but there is `dx2`.

=========== ============== =================================================================
x1          (T, 1)         the window as it is read, of layer 1 only: scaled prices or changes
a0_1        (n_a,)         hidden state before the first step (zero)
a1          (T, n_a)       hidden state, the layer's output
da1         (T, n_a)       all that reaches a1: dx2 from the layer above (at the top layer
                           Wya.T dy at the last step, else 0), and the rest from the next step
dx1         (T, n_x)       gradient with respect to the layer's input
da0_1       (n_a,)
=========== ============== =================================================================

Beside these every cell has symbols of its own: see the docstrings of `core.cells`.

On top, once (Keras' Dense):

=========== ============== =================================================================
Wya         (1, n_a)       parameters
by          (1, 1)
y           (1,)           Wya a[T - 1] + by of the top layer: the scaled prediction
target      (1,)           the scaled answer; there is none where the day is not known yet
loss        (1,)           (y - target)^2; none without target
dy          (1,)           2 (y - target); none without target
prices      (T,)           the days of the window in money
changes     (T,)           each less the price before it, in money; only where changes are read
price       (1,)           the prediction in money
actual      (1,)           the price that came; none where the day is not known yet
=========== ============== =================================================================

This step's part of dWya is dy a[T - 1] at the last step. Without a target there is no way back: no
`d...` at all.

No symbol stands for what one product or tanh of others gives (f c_previous, i g, tanh(c)).


Under an interference (`core.inside.interference`)
--------------------------------------------------

All of this holds for the network as it is then. A gate that is held has weights of 0 and the bias
that makes its value, 40 for a sigmoid of 1: so its `z`, and the parameters here, say so. A unit
that is fixed has its value in `a` at every step, whatever its gates say, and its `da` is 0.


Beside the arrays
-----------------

``trace.cell`` ("rnn", "lstm", "gru"), ``trace.layers`` (L), ``trace.symbol("a", 2)`` (the array's
name: "a2", or "a" in a names run; ``symbol("a0", 2)`` is "a0_2"), ``trace.read`` (T words: "" and
then letters, or days such as 2019-11-08), ``trace.comes`` (T words: the letter that came next, the
end mark as "\n", None where none did; of prices only the last is one: the day that is predicted,
None where that is not known), ``trace.alphabet`` (of a names run, else "").
"""

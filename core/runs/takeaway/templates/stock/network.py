"""The network: recurrent layers on top of each other, with dropout, then one number."""

keras.utils.set_random_seed(SEED)
cell = {"lstm": keras.layers.LSTM, "gru": keras.layers.GRU, "rnn": keras.layers.SimpleRNN}[CELL]

model = keras.Sequential([keras.Input((TIMESTEPS, 1))])
for layer in range(1, LAYERS + 1):
    model.add(cell(UNITS, return_sequences=layer < LAYERS))
    model.add(keras.layers.Dropout(DROPOUT))
model.add(keras.layers.Dense(1))
model.compile(keras.optimizers.Adam(LEARNING_RATE), loss="mse", jit_compile=False)

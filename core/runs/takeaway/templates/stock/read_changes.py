"""What the network reads: the changes, too, and none of the prices themselves."""

x = np.lib.stride_tricks.sliding_window_view(scaled_changes[:-1], TIMESTEPS)[:, :, np.newaxis]
x_train, x_test = x[train - TIMESTEPS], x[test - TIMESTEPS]

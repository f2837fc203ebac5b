"""The report's network and its training in PyTorch, as one would write it."""

from __future__ import annotations

import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.stocks.settings import StockSettings


class Network(nn.Module):  # type: ignore[misc]
    """Stacked LSTM, dropout on every layer's output, one number out."""

    def __init__(self, settings: StockSettings) -> None:
        super().__init__()
        between = settings.dropout if settings.layers > 1 else 0.0
        self.lstm = nn.LSTM(1, settings.units, settings.layers, dropout=between, batch_first=True)
        self.dropout = nn.Dropout(settings.dropout)
        self.dense = nn.Linear(settings.units, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Predictions (windows,) from windows (windows, timesteps, 1)."""
        states, _ = self.lstm(x)
        return self.dense(self.dropout(states[:, -1]))[:, 0]


class Trainer:
    """A network, its optimiser and its data."""

    def __init__(self, settings: StockSettings, x: NDArray, y: NDArray) -> None:  # type: ignore[type-arg]
        self._batch_size = settings.batch_size
        self._x, self._y = torch.from_numpy(x), torch.from_numpy(y)
        self._network = Network(settings)
        # `fused` is the fastest of PyTorch's three Adams.
        self._adam = torch.optim.Adam(
            self._network.parameters(), lr=settings.learning_rate, eps=1e-7, fused=True
        )

    def run(self, epochs: int) -> None:
        """Trains."""
        for _ in range(epochs):
            for batch in torch.randperm(len(self._y)).split(self._batch_size):
                self._adam.zero_grad()
                loss = nn.functional.mse_loss(self._network(self._x[batch]), self._y[batch])
                loss.backward()
                self._adam.step()

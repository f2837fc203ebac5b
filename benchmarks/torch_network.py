"""The report's network and its training in PyTorch, as one would write it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.stocks.settings import StockSettings

CELLS = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}


class Network(nn.Module):  # type: ignore[misc]
    """Stacked recurrent layers, dropout on every layer's output, one number out.

    The first weights are drawn from Keras' distributions. PyTorch's cells have two biases, Keras'
    LSTM and simple RNN one: there the second stays zero.
    """

    def __init__(self, settings: StockSettings) -> None:
        super().__init__()
        between = settings.dropout if settings.layers > 1 else 0.0
        cell = CELLS[settings.cell]
        self.recurrent = cell(1, settings.units, settings.layers, dropout=between, batch_first=True)
        self.dropout = nn.Dropout(settings.dropout)
        self.dense = nn.Linear(settings.units, 1)
        for name, parameter in self.named_parameters():
            _draw(name, parameter, settings)

    def forward(self, x: Tensor) -> Tensor:
        """Predictions (windows,) from windows (windows, timesteps, 1)."""
        states, _ = self.recurrent(x)
        return self.dense(self.dropout(states[:, -1]))[:, 0]


def _draw(name: str, parameter: nn.Parameter, settings: StockSettings) -> None:
    if "weight_hh" in name:
        nn.init.orthogonal_(parameter)
    elif "weight" in name:
        nn.init.xavier_uniform_(parameter)
    else:
        nn.init.zeros_(parameter)
    if settings.cell == "lstm" and "bias_ih" in name:
        nn.init.ones_(parameter[settings.units : 2 * settings.units])  # the forget gate's
    if settings.cell != "gru" and "bias_hh" in name:
        parameter.requires_grad_(False)


class Trainer:
    """A network, its optimiser and its data."""

    def __init__(self, settings: StockSettings, x: NDArray, y: NDArray) -> None:  # type: ignore[type-arg]
        self._batch_size = settings.batch_size
        self._x, self._y = torch.from_numpy(x), torch.from_numpy(y)
        self._network = Network(settings)
        # `fused` is the fastest of PyTorch's three Adams.
        self._adam = torch.optim.Adam(
            [parameter for parameter in self._network.parameters() if parameter.requires_grad],
            lr=settings.learning_rate, eps=1e-7, fused=True,
        )  # fmt: skip

    def run(self, epochs: int) -> None:
        """Trains."""
        for _ in range(epochs):
            for batch in self._batches():
                self._step(batch)

    def epoch_loss(self) -> float:
        """Trains for an epoch; returns the mean loss of its windows, each as it was trained on."""
        losses = [self._step(batch).item() * len(batch) for batch in self._batches()]
        return float(sum(losses)) / len(self._y)

    def predict(self, x: NDArray) -> Any:  # type: ignore[type-arg]
        """The scaled prediction of every window, (windows,), without dropout."""
        self._network.eval()
        with torch.no_grad():
            prediction = self._network(torch.from_numpy(x)).numpy()
        self._network.train()
        return prediction

    def _batches(self) -> Sequence[Tensor]:
        batches: Sequence[Tensor] = torch.randperm(len(self._y)).split(self._batch_size)
        return batches

    def _step(self, batch: Tensor) -> Tensor:
        self._adam.zero_grad()
        loss = nn.functional.mse_loss(self._network(self._x[batch]), self._y[batch])
        loss.backward()
        self._adam.step()
        return loss

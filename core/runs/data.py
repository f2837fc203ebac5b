"""What runs learn from: told apart by one digest, which is worked out once, and read once.

A dataset is the names or prices as the store keeps them, its id the digest. Whoever has the data
at hand again, be it from a file, from Yahoo Finance or from the store, does not hash them again.
"""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

from core.cache import cached
from core.errors import DataError
from core.experiment import Data
from core.names.corpus import Corpus
from core.runs.records import dataset_id_of
from core.runs.settings import EXPERIMENTS, Kind
from core.runs.store import Store
from core.stocks.sources.history import PriceHistory

_OTHERS: Final = {
    Kind.NAMES: "The data of this address are no list of names; choose one.",
    Kind.STOCK: "The data of this address are no prices; choose some.",
}
_ids: Final[WeakKeyDictionary[Data, str]] = WeakKeyDictionary()  # of what is in use


def id_of(data: Data) -> str:
    """The id under which a store keeps data, whether it does already or not."""
    if data not in _ids:
        _ids[data] = dataset_id_of(_kind_of(data), data.title, data.to_bytes())
    return _ids[data]


def save_data(store: Store, data: Data, owner: str = "") -> str:
    """Keeps data for runs, as `Store.save_dataset` does, and returns their id."""
    known = _ids.get(data)
    if known is not None and store.renew_dataset(known):
        return known
    _ids[data] = store.save_dataset(_kind_of(data), data.title, data.to_bytes(), owner)
    return _ids[data]


@cached(key=lambda _store, dataset_id, *_kind: dataset_id)
def load_data(store: Store, dataset_id: str, kind: Kind | None = None, /) -> Data:
    """The data kept under an id, which are of this kind, if one is named.

    Raises:
        DataError: There are none.
    """
    dataset = store.dataset(dataset_id)
    if kind not in (None, dataset.kind):
        raise DataError(_OTHERS[kind])
    data: Data = EXPERIMENTS[dataset.kind].read(dataset.blob)
    _ids[data] = dataset_id
    return data


def load_names(store: Store, dataset_id: str) -> Corpus:
    """The names kept under an id.

    Raises:
        DataError: There are none.
    """
    data = load_data(store, dataset_id, Kind.NAMES)
    if not isinstance(data, Corpus):  # kept in memory already
        raise DataError(_OTHERS[Kind.NAMES])
    return data


def load_prices(store: Store, dataset_id: str) -> PriceHistory:
    """The prices kept under an id.

    Raises:
        DataError: There are none.
    """
    data = load_data(store, dataset_id, Kind.STOCK)
    if not isinstance(data, PriceHistory):
        raise DataError(_OTHERS[Kind.STOCK])
    return data


def _kind_of(data: Data) -> Kind:
    return Kind.NAMES if isinstance(data, Corpus) else Kind.STOCK

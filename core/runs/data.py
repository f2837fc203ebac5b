"""What runs learn from: told apart by one digest, which is worked out once, and read once.

The id of data in a store is their digest. Whoever has data at hand again, be they from a file,
from Yahoo Finance or from the store, does not hash them again.
"""

from __future__ import annotations

from typing import Final, cast
from weakref import WeakKeyDictionary

from core.cache import cached
from core.errors import DataError
from core.experiment import Data
from core.names.corpus import Corpus
from core.runs.records import dataset_id_of
from core.runs.settings import EXPERIMENTS, Kind
from core.runs.store import Store
from core.stocks.sources.history import PriceHistory

_OF_ANOTHER_KIND: Final = {
    Kind.NAMES: "no list of names; choose one",
    Kind.STOCK: "no prices; choose some",
}
_ids: Final[WeakKeyDictionary[Data, str]] = WeakKeyDictionary()  # of what is in use


def id_of(kind: Kind, data: Data) -> str:
    """The id under which a store keeps data, whether it does already or not."""
    if data not in _ids:
        _ids[data] = dataset_id_of(kind, data.title, data.to_bytes())
    return _ids[data]


def save_data(store: Store, kind: Kind, data: Data, owner: str = "") -> str:
    """Keeps data for runs, as `Store.save_dataset` does, and returns their id."""
    known = _ids.get(data)
    if known is not None and store.renew_dataset(known):
        return known
    _ids[data] = store.save_dataset(kind, data.title, data.to_bytes(), owner)
    return _ids[data]


@cached(key=lambda _store, kind, dataset_id: (kind, dataset_id))
def load_data(store: Store, kind: Kind, dataset_id: str) -> Data:
    """The data of an experiment that are kept under an id.

    Raises:
        DataError: There are none.
    """
    dataset = store.dataset(dataset_id)
    if dataset.kind is not kind:
        raise DataError(f"The data of this address are {_OF_ANOTHER_KIND[kind]}.")
    data: Data = EXPERIMENTS[kind].read(dataset.blob)
    _ids[data] = dataset_id
    return data


def load_names(store: Store, dataset_id: str) -> Corpus:
    """The names kept under an id; see `load_data`."""
    return cast("Corpus", load_data(store, Kind.NAMES, dataset_id))


def load_prices(store: Store, dataset_id: str) -> PriceHistory:
    """The prices kept under an id; see `load_data`."""
    return cast("PriceHistory", load_data(store, Kind.STOCK, dataset_id))

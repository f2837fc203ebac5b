"""Everything goes wrong at once, for seconds; `python -m benchmarks.chaos` has it do so longer."""

import pytest

from benchmarks.chaos import chaos

SECONDS = 10.0
# A server that is held answers after as long as a file of some kB wants; one that only waits for a
# core, where all are busy, sooner.
HELD = 5.0


@pytest.mark.rare
def test_nothing_is_lost_changed_or_left_unsaid():
    found = chaos(SECONDS, seed=20)
    told = found.as_json()
    assert not told["what"]
    assert found.held < HELD
    assert found.runs
    assert sum(found.troubles[name] > 0 for name in ("locked", "absent", "zips", "watchers")) == 4

"""Which setting mattered, where any did: permutations tell, and functional ANOVA says how much.

Of pure noise, too, some setting explains the most. So a setting is named only if it explains more,
by the F of a one-way analysis of variance, than the best one of 97 in 100 permutations of the
figures among the runs does. The shares are those of Hutter, Hoos, Leyton-Brown (2014), An efficient
approach for assessing hyperparameter importance; as Optuna has it, by name: its default evaluator
may rank what caused nearly all of it second. See benchmarks/choosing.py for what is said of noise.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.cache import cached
from core.runs.groups.plan import Plan, Value
from core.runs.groups.records import Member
from core.runs.groups.search import by_point, distribution

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution


LEAST_RUNS = 8
RUNS_A_SETTING = 3  # and at least so many for each setting
SEED = "seed"
LEVEL = 0.03  # below the 5 % that are promised: permutations are luck themselves
_PERMUTATIONS = 3999
_BINS = 4  # of a setting that takes more numbers
_TREES = 16  # of the functional ANOVA: a quarter of Optuna's, and of its time
_DEPTH = 6  # of a tree, that is 64 leaves: with Optuna's 64 the time grows with the runs

Run = tuple[Mapping[str, Value], float]
"""What a run was given, with its seed, and the figure that came of it."""


@dataclass(frozen=True, slots=True)
class Importance:
    """The share of the differences that each setting explains alone, the largest first."""

    shares: Mapping[str, float]  # setting (or the seed) -> 0 to 1; together 1, or empty
    beyond_chance: tuple[str, ...]  # the settings that explain more than chance does
    runs: int

    @property
    def told(self) -> dict[str, float]:
        """The shares that may be told."""
        return {name: share for name, share in self.shares.items() if name in self.beyond_chance}


def importance(plan: Plan, members: Sequence[Member]) -> Importance | None:
    """What made the difference; None where the runs are too few to tell, or all alike.

    Where nothing is beyond chance, there are no shares.
    """
    return _importance(plan, _runs(plan, members))


def _runs(plan: Plan, members: Sequence[Member]) -> list[Run]:
    return [
        ({**point, SEED: run.settings[SEED]}, value)
        for point, of_point in by_point(plan, members)
        for run in of_point
        if (value := run.value(plan.goal)) is not None and math.isfinite(value)
    ]


def _key(plan: Plan, runs: Sequence[Run]) -> Hashable:
    return plan.model_dump_json(), str(runs)


@cached(key=_key)
def _importance(plan: Plan, runs: Sequence[Run]) -> Importance | None:
    names = [
        name for name in (*plan.varied, SEED) if len({str(values[name]) for values, _ in runs}) > 1
    ]
    few = len(runs) < max(LEAST_RUNS, RUNS_A_SETTING * len(names))
    if few or not set(names) & set(plan.varied) or len({value for _, value in runs}) < 2:
        return None
    found = beyond_chance(plan, names, runs)
    return Importance(_shares(plan, names, runs) if found else {}, tuple(found), len(runs))


def beyond_chance(plan: Plan, names: Sequence[str], runs: Sequence[Run]) -> list[str]:
    """The settings of `names` that explain more of the figures than chance does."""
    figures = np.array([value for _, value in runs])
    if plan.goal.in_ratios(figures):
        figures = np.log(figures)
    permuted = np.tile(figures, (_PERMUTATIONS, 1))
    np.random.default_rng(0).permuted(permuted, axis=1, out=permuted)
    figures = np.vstack([figures, permuted])
    columns = [_levels(name, [values[name] for values, _ in runs]) for name in names]
    by_setting = np.stack([_log_p(figures, levels) for levels in columns])
    best_by_chance = by_setting[:, 1:].min(axis=0)
    return [
        name
        for name, found in zip(names, by_setting[:, 0], strict=True)
        if 1 + np.sum(best_by_chance <= found) <= LEVEL * (1 + _PERMUTATIONS)
    ]


def _levels(name: str, values: Sequence[Value]) -> NDArray[np.int64]:
    """The level of a setting that each run has, from 0 on: (runs,)."""
    numbers = all(isinstance(value, int | float) for value in values)
    if name != SEED and numbers and len(set(values)) > _BINS:
        bins = pd.qcut(np.array(values, dtype=float), _BINS, labels=False, duplicates="drop")
        values = list(bins)
    return np.unique([str(value) for value in values], return_inverse=True)[1]


def _log_p(figures: NDArray[np.float64], levels: NDArray[np.int64]) -> NDArray[np.float64]:
    """The logarithm of p of a one-way analysis of variance, for each row of figures: (rows,).

    Args:
        figures: (rows, runs).
        levels: the level of each run, (runs,).
    """
    from scipy.stats import f  # late: it takes a moment to load

    members = np.eye(levels.max() + 1)[levels]  # (runs, levels)
    between, within = members.shape[1] - 1, len(levels) - members.shape[1]
    if not between or not within:
        return np.zeros(len(figures))
    centred = figures - figures.mean(axis=1, keepdims=True)
    explained = np.sum((centred @ members) ** 2 / members.sum(axis=0), axis=1)
    of_all = np.sum(centred**2, axis=1)
    rest = np.maximum(of_all - explained, np.finfo(float).eps * of_all)
    return np.asarray(f.logsf(explained / between / (rest / within), between, within))


def _shares(plan: Plan, names: Sequence[str], runs: Sequence[Run]) -> dict[str, float]:
    import optuna
    from optuna.importance import FanovaImportanceEvaluator, get_param_importances
    from optuna.trial import create_trial

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    space = {name: _distribution(plan, name, [values for values, _ in runs]) for name in names}
    study = optuna.create_study()
    study.add_trials(
        [
            create_trial(
                params={name: values[name] for name in names}, distributions=space, value=value
            )
            for values, value in runs
        ]
    )
    evaluator = FanovaImportanceEvaluator(n_trees=_TREES, max_depth=_DEPTH, seed=0)
    found = get_param_importances(study, evaluator=evaluator)
    return {name: float(share) for name, share in found.items()}


def _distribution(plan: Plan, name: str, runs: Sequence[Mapping[str, Value]]) -> BaseDistribution:
    vary = {vary.name: vary for vary in plan.vary}
    if name in vary:
        return distribution(vary[name])
    from optuna.distributions import CategoricalDistribution

    return CategoricalDistribution(tuple(dict.fromkeys(run[name] for run in runs)))

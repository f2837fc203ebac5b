"""Which setting mattered: functional ANOVA over the runs of a group.

Hutter, Hoos, Leyton-Brown (2014), An efficient approach for assessing hyperparameter importance;
as Optuna has it, by name: its default evaluator may rank what caused nearly all of it second.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.runs.groups.planning.plan import Plan, Value
from core.runs.groups.records import Member
from core.runs.groups.search import by_point, distribution

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

LEAST_RUNS = 8
RUNS_A_SETTING = 3  # and at least so many for each setting
SEED = "seed"


@dataclass(frozen=True, slots=True)
class Importance:
    """The share of the differences that each setting explains alone, the largest first."""

    shares: Mapping[str, float]  # setting (or the seed) -> 0 to 1; together 1
    runs: int


def importance(plan: Plan, members: Sequence[Member]) -> Importance | None:
    """What made the difference; None where the runs are too few to tell, or all alike."""
    import optuna
    from optuna.importance import FanovaImportanceEvaluator, get_param_importances
    from optuna.trial import create_trial

    runs = [
        ({**point, SEED: run.settings[SEED]}, value)
        for point, of_point in by_point(plan, members)
        for run in of_point
        if (value := run.value(plan.goal)) is not None and math.isfinite(value)
    ]
    names = [
        name for name in (*plan.varied, SEED) if len({str(values[name]) for values, _ in runs}) > 1
    ]
    few = len(runs) < max(LEAST_RUNS, RUNS_A_SETTING * len(names))
    if few or not set(names) & set(plan.varied) or len({value for _, value in runs}) < 2:
        return None
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
    found = get_param_importances(study, evaluator=FanovaImportanceEvaluator(seed=0))
    return Importance({name: float(share) for name, share in found.items()}, len(runs))


def _distribution(plan: Plan, name: str, runs: Sequence[Mapping[str, Value]]) -> BaseDistribution:
    vary = {vary.name: vary for vary in plan.vary}
    if name in vary:
        return distribution(vary[name])
    from optuna.distributions import CategoricalDistribution

    return CategoricalDistribution(tuple(dict.fromkeys(run[name] for run in runs)))

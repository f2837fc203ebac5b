"""`python -m core sweep stock|names`: many trainings on the workers, without a browser."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from core.cli.output import print_line
from core.cli.training import CHOSEN
from core.errors import SettingsError, UserError
from core.events import StopCheck
from core.runs.groups.measures import without_test_days
from core.runs.groups.plan import JudgedOn, Plan, Purpose, Vary, make_plan
from core.runs.groups.vary import read_vary
from core.runs.settings import Kind
from core.stocks.settings import StockSettings

if TYPE_CHECKING:
    from core.runs.groups.records import Member
    from core.runs.store import Store
    from core.runs.workers.executor import Executor


LOOK_EVERY = 0.2  # seconds


def run(flags: argparse.Namespace, should_stop: StopCheck) -> None:
    """Carries out a sweep and prints each run as it ends; Ctrl-C stops all of it.

    Raises:
        UserError: the settings, the data or what is varied cannot be used.
    """
    if not flags.vary:
        raise SettingsError("--vary says what is to differ, for example --vary timesteps=3,7,14.")
    kind = Kind(flags.experiment)
    vary = [read_vary(kind, text) for text in flags.vary]
    settings, data = CHOSEN[kind](flags)
    if isinstance(settings, StockSettings) and flags.validation_days is None:
        settings = _validated(settings, data, vary)
    # Imported here: to load what speaks to the workers takes longer than to refuse a flag.
    from core.runs.data import save_data
    from core.runs.people import HOST_ID
    from core.runs.store import Store
    from core.runs.workers.executor import Executor

    store = Store()
    plan = make_plan(
        settings,
        save_data(store, kind, data),
        most=flags.limit,
        vary=vary,
        how=flags.how,
        seeds=flags.seeds,
        trials=flags.trials,
        measure=flags.measure,
    )
    _say_how_long(store, plan)
    executor = Executor(store)
    try:
        group = executor.submit_group(plan, Purpose.SWEEP, f"cli-{uuid.uuid4().hex}", HOST_ID)
        _follow(executor, group.id, should_stop, as_json=flags.json)
    finally:
        executor.close()


def _validated(settings: StockSettings, history: Any, vary: Sequence[Vary]) -> StockSettings:
    """With as many validation days as test days, where these fit; says so, and where not."""
    from core.runs.groups.plan import usual_validation_days

    usual = usual_validation_days(settings, history, vary)
    if usual.days:
        chosen = f"The best is chosen by {usual.days} validation days, the last ones before the"
        print(f"{chosen} test days (--validation-days 0 for none).", file=sys.stderr)
    elif usual.unfit:
        print(usual.unfit, file=sys.stderr)
    return settings.model_copy(update={"validation_days": usual.days})


def _say_how_long(store: Store, plan: Plan) -> None:
    from core.runs.groups.vary import sentence
    from core.runs.workers.host import worker_count

    print(sentence(store, plan, worker_count()), file=sys.stderr)


def _follow(executor: Executor, group_id: str, should_stop: StopCheck, *, as_json: bool) -> None:
    from core.runs.groups.store import Groups
    from core.runs.people import HOST

    groups = Groups(executor.store)
    told: set[str] = set()
    while True:
        group = groups.group(group_id)  # before its runs: what is added meanwhile is seen next time
        members = groups.members(group_id)
        for member in members:
            if member.ended and member.id not in told:
                told.add(member.id)
                print_line(_line(group.plan, member, len(told), group.total, as_json=as_json))
        if not group.active:
            break
        if executor.trouble is not None:
            groups.stop(group_id, by=HOST)
            raise UserError(executor.trouble)
        if should_stop() and not group.stop_requested:
            groups.stop(group_id, by=HOST)
        time.sleep(LOOK_EVERY)
    print_line(_last(group.plan, members, group.seconds, as_json=as_json))


def _line(plan: Plan, run: Member, number: int, total: int, *, as_json: bool) -> str:
    varied = {name: run.settings[name] for name in plan.varied}
    seed = run.settings["seed"]
    if as_json:
        row: dict[str, Any] = {"run": run.id, "state": run.state.value, "settings": varied}
        row |= {"seed": seed, "figures": dict(without_test_days(run.figures))}
        return json.dumps(row | ({"error": run.error} if run.error else {}))
    point = ", ".join(f"{name} {value}" for name, value in varied.items())
    return f"{number} of {total}: {point}, seed {seed}: {_outcome(plan, run)}"


def _outcome(plan: Plan, run: Member) -> str:
    value = run.value(plan.goal)
    if value is None:
        return run.error or run.state.value
    return plan.goal.say(value)


def _last(plan: Plan, members: list[Member], seconds: float, *, as_json: bool) -> str:
    from core.runs.groups.findings import (
        best_and_default,
        best_sentence,
        importance_sentence,
        judged_sentence,
        on_test_days,
        scored,
    )
    from core.runs.groups.importance import importance

    found = best_and_default(scored(plan, members, plan.goal), plan)
    mattered = importance(plan, members)
    if not as_json:
        judged = "" if found is None else judged_sentence(found, plan, members)
        said = (best_sentence(found, plan), judged, importance_sentence(mattered, plan, members))
        return "\n".join(filter(None, said))
    best = None
    if found is not None:
        best = {
            "settings": dict(found.best.point),
            "measure": plan.goal.name,
            "mean": plan.goal.typical(found.best.values),
            "median": statistics.median(found.best.values),
            "values": found.best.values,
            "default": None if found.default is None else plan.goal.typical(found.default.values),
            "p": found.p,
        }
        if plan.judged_on is JudgedOn.VALIDATION:
            test = [plan.goal.typical(one.values) for one in on_test_days(plan, members, found)]
            best |= dict(zip(("test", "default_test"), test, strict=False))
    row: dict[str, Any] = {"runs": len(members), "seconds": seconds, "best": best}
    if plan.judged_on is not None:
        row["judged_on"] = plan.judged_on.value
    return json.dumps(row | {"importance": mattered.told or None if mattered else None})

"""What to sweep over, beside Train."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.errors import SettingsError, UserError
from core.parameters import Parameter
from core.runs.groups.plan import (
    MOST_SEEDS,
    How,
    Plan,
    Purpose,
    ValidationDays,
    Vary,
    first_points,
    make_plan,
    runs_of,
    usual_validation_days,
)
from core.runs.groups.vary import sentence, variable, vary_of
from core.runs.settings import EXPERIMENTS, Kind, RunSettings, kind_of
from core.stocks.settings import MOST_TEST_DAYS, StockSettings
from dashboard.backend import executor, me, session, store
from dashboard.shared.history import SWEEP, leave, leave_for, request_action, requested_action
from dashboard.shared.links import GROUP_VIEW
from dashboard.shared.number_field import ask_number
from dashboard.stock.price_picker import load_prices
from dashboard.text import plain

METHODS = {"Grid": How.GRID, "Random": How.RANDOM, "Search": How.SEARCH}
METHOD_HELP = (
    "Grid: every combination. Random: some of them, from ranges too. Search: the next one is "
    "chosen by what the ones before found (TPE)."
)
_VALIDATION_DAYS, _LAST_DEFAULT = "stock_sweep_validation_days", "stock_sweep_validation_usual"
VALUES_HELP = "A list (3, 7, 14), a range (3..14), or a range in steps (10..50/10)."


def sweep_popover(settings: RunSettings | None, keep: Callable[[], str] | None) -> None:
    """The button, and what it opens; `keep` keeps the data that are chosen and returns their id."""
    leave()
    with st.popover(
        "Sweep",
        icon=":material/grid_on:",
        disabled=settings is None or keep is None,
        key="sweep",
        on_change="rerun",
        help="Train many at once that differ in some settings.",
    ) as popover:
        if settings is None or keep is None:
            return
        # What was chosen is kept while the popover is closed: so it is drawn then, too.
        if popover.open or st.session_state.get(f"{kind_of(settings)}_sweep_settings"):
            with requested_action(SWEEP) as clicked:
                plan = _form(settings, keep if popover.open else None)
                if clicked and plan is not None:
                    _begin_and_open(plan)
            leave()


def _begin_and_open(plan: Plan) -> None:
    """Starts a sweep, and wants its page (see `leave_for`)."""
    try:
        group = executor().submit_group(plan, Purpose.SWEEP, session(), me().id)
    except UserError as problem:
        st.toast(str(problem))
    else:
        leave_for(GROUP_VIEW, {"group": group.id})


def _form(settings: RunSettings, keep: Callable[[], str] | None) -> Plan | None:
    """Draws it; the plan as written, None while there is none."""
    kind = kind_of(settings)
    st.markdown("**Which setting makes the difference?** Everything else stays as in the form.")
    known = {parameter.name: parameter for parameter in variable(kind)}
    names = st.multiselect(
        "Settings that vary",
        list(known),
        format_func=lambda name: known[name].facts.label,
        placeholder="Choose one or more",
        key=f"{kind}_sweep_settings",
    )
    written = {name: _values(kind, known[name], getattr(settings, name)) for name in names}
    vary, problem = _parse(kind, written)
    options = _method(kind)
    validated = _validated(settings, keep, vary)
    if keep is None or None in options.values() or validated is None:
        return None
    if not names:
        st.caption("Choose a setting and say which values it takes.")
        return None
    try:
        if problem is not None:
            raise problem
        plan = make_plan(validated, keep(), vary=vary, **options)
        if EXPERIMENTS[kind].predicts_days:
            runs_of(plan, first_points(plan), load_prices(plan.dataset_id))  # each fits its days
        estimate = sentence(store(), plan, executor().at_once)
    except SettingsError as problem:
        st.error(plain(str(problem)), icon=":material/error:")
        return None
    st.markdown(plain(estimate))
    st.button(
        "Start the sweep",
        icon=":material/play_arrow:",
        key="start_sweep",
        on_click=request_action,  # of what is written then, which this look may not know yet
        args=(SWEEP,),
    )
    return plan


def _parse(kind: Kind, written: dict[str, str]) -> tuple[list[Vary], SettingsError | None]:
    """What varies, as far as it can be read, and the first problem with it."""
    parsed: list[Vary] = []
    problem = None
    for name, values in written.items():
        try:
            parsed.append(vary_of(kind, name, values))
        except SettingsError as its_problem:
            problem = problem or its_problem
    return parsed, problem


def _validated(
    settings: RunSettings, keep: Callable[[], str] | None, vary: Sequence[Vary]
) -> RunSettings | None:
    """On prices with the validation days that are asked for; None where these are no number."""
    if not isinstance(settings, StockSettings) or keep is None:
        return settings
    history = load_prices(keep())
    default = ValidationDays(settings.validation_days)
    if not default.days:
        default = usual_validation_days(settings, history, vary)
    _show_default(default.days)
    days = ask_number(
        "Validation days",
        0,
        MOST_TEST_DAYS,
        None,
        1,
        key=_VALIDATION_DAYS,
        help="The last days before the test days are kept from training, and choose the best: so "
        "the test days judge what they did not choose. With 0 the test days do both.",
    )
    if days == 0 and default.unfit:
        st.caption(plain(default.unfit))
    return None if days is None else settings.model_copy(update={"validation_days": days})


def _show_default(default: int) -> None:
    """Puts the usual number into the field, where nobody chose another one.

    A field keeps the value that it was first drawn with, but what is usual follows what varies.
    """
    state = st.session_state
    if state.get(_VALIDATION_DAYS, state.get(_LAST_DEFAULT)) == state.get(_LAST_DEFAULT):
        state[_VALIDATION_DAYS] = default
    state[_LAST_DEFAULT] = default


def _values(kind: Kind, parameter: Parameter, value: Any) -> str:
    return str(
        st.text_input(
            parameter.facts.label,
            _suggested(parameter, value),
            key=f"{kind}_sweep_{parameter.name}",
            help=f"{parameter.help} {VALUES_HELP}",
        )
    )


def _suggested(parameter: Parameter, value: Any) -> str:
    """All choices; of a number half of it, itself, and twice of it."""
    if parameter.facts.choices:
        return ", ".join(choice for choice, _ in parameter.facts.choices)
    if not isinstance(value, int | float) or parameter.lower is None or parameter.upper is None:
        return "" if value is None else str(value)
    around = [max(parameter.lower, value / 2), value, min(parameter.upper, value * 2)]
    numbers = [round(number) for number in around] if isinstance(value, int) else around
    return ", ".join(f"{number:.6g}" for number in dict.fromkeys(numbers))


def _method(kind: Kind) -> dict[str, Any]:
    chosen = st.segmented_control(
        "Which combinations",
        list(METHODS),
        default="Grid",
        required=True,
        key=f"{kind}_sweep_how",
        help=METHOD_HELP,
    )
    method = METHODS[str(chosen)]
    with st.container(horizontal=True):
        seeds = ask_number(
            "Seeds",
            1,
            MOST_SEEDS,
            3,
            1,
            key=f"{kind}_sweep_seeds",
            help="Each combination is trained on so many seeds: one alone may be luck.",
        )
        options: dict[str, Any] = {"how": method, "seeds": seeds}
        if method is not How.GRID:
            options["trials"] = ask_number(
                "Combinations", 1, 500, 20, 1, key=f"{kind}_sweep_trials"
            )
    if method is How.SEARCH:
        labels = {measure.name: measure.label for measure in EXPERIMENTS[kind].measures}
        options["measure"] = st.selectbox(
            "Best by", list(labels), format_func=labels.__getitem__, key=f"{kind}_sweep_measure"
        )
    return options

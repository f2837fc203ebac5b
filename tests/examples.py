"""How many examples Hypothesis tries: few in `make check` and `make test`, many in rare tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# How long an example takes is for the machine to say, not for a test.
_UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("few", _UNTIMED, max_examples=25)
settings.register_profile("many", _UNTIMED, max_examples=200)
settings.load_profile("few")  # unless `--hypothesis-profile` says otherwise


def examples(of_a_hundred: int) -> settings:
    """So many for a property for which the others have 100."""
    return settings(max_examples=max(1, of_a_hundred * settings.default.max_examples // 100))

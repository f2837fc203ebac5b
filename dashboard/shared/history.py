"""Where the browser's address came from."""

from __future__ import annotations

from streamlit.runtime.scriptrunner import get_script_run_ctx


def by_back_or_forward() -> bool:
    """Whether this is the first look after the browser went back or forward.

    Streamlit then fills every widget that is bound to the URL from it, whatever the script says.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation

"""What Dask carries from the executor to a worker."""

from __future__ import annotations


def serve(database: str) -> int:
    """Carries out one queued run after the other until none is left; returns how many.

    The scheduler looks into what it hands on, and so imports this module. What trains is imported
    by the worker alone, which has it already: in the scheduler it would keep runs waiting.

    Args:
        database: the URL of the run database.
    """
    from core.runs.workers.warm import wait_until_loaded

    wait_until_loaded()
    from core.runs.workers.runner import serve_queue

    return serve_queue(database)

"""Waiting on a condition with a deadline; no test sleeps for a fixed time."""

import time
from collections.abc import Callable

PATIENCE = 120.0  # seconds; far more than any condition of ours takes


def wait_until(condition: Callable[[], bool], *, patience: float = PATIENCE) -> None:
    """Look until the condition holds; fails when it takes far too long."""
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, "the condition did not come true"
        time.sleep(0.005)

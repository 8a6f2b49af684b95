"""Waiting for what happens in another process, without a sleep that is too short on a busy machine."""

import time
from collections.abc import Callable


def soon(happens: Callable[[], bool], *, seconds: float = 30) -> bool:
    """Whether something happens within some seconds."""
    give_up = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.05)
    return True

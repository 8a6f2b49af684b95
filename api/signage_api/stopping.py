"""How a worker process ends: with the process that started it, and soon, however slow its readers are."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable

GRACE_S = 2.0
FINISH_S = 2.0
_SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM})


def end_in_time(finish: Callable[[], None]) -> None:
    """Let this worker process end within `GRACE_S` of being told to, after `finish`, and with its parent.

    Requests under way get that long to be answered. To be called in the main thread before any other thread
    is started: all must inherit that the signals are not for them.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    threading.Thread(target=_end_when_told, args=(finish,), name="end-when-told", daemon=True).start()
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()


def _end_when_told(finish: Callable[[], None]) -> None:
    told = signal.sigwait(_SIGNALS)
    # From here on this thread takes the signals, so that the server's own handler runs: it stops listening,
    # and returns when every connection is done. One that never completes its request would keep it.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    os.kill(os.getpid(), told)
    time.sleep(GRACE_S)
    finishing = threading.Thread(target=finish, name="finish", daemon=True)
    finishing.start()
    finishing.join(FINISH_S)
    os._exit(0)


def _end_with_parent() -> None:
    """A parent that is killed can stop nobody; a worker left behind would keep port and store."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

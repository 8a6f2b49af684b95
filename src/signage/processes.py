"""Work that must not happen in this process: untrusted files, and GDAL beside an open store.

The child takes its limits on memory and time before it reads what it is to do; its answer comes back as JSON,
so that a child taken over by a hostile file cannot hand back more than data. Python's sqlite3 and GDAL's own
SQLite drop each other's file locks when both open one file in one process, so everything GDAL does is done
here.
"""

import importlib
import logging
import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson

from signage import errors
from signage.errors import Said, SignageError, UntrustedFile

_log = logging.getLogger(__name__)
_NO_MEMORY = (
    b"MemoryError",
    b"std::bad_alloc",
    b"ArrowMemory",
    b"Cannot allocate memory",
    b"failed to map segment",
)
_LINE = 64
_LOOK_S = 0.5
_OUT_OF_TIME = (-signal.SIGKILL, -signal.SIGXCPU)
_OUR_FAULT = Said(
    "Da ist etwas schiefgegangen. Der Fehler liegt bei uns und ist im Protokoll vermerkt.",
    "Something went wrong. The fault is ours and has been noted in the log.",
)


def run_in_child(
    function: Callable[..., Any],
    *args: Any,
    seconds: int = 120,
    megabytes: int = 2048,
    progress: Callable[[int, int], None] | None = None,
    **kwargs: Any,
) -> Any:
    """`function(*args, **kwargs)` in a fresh process; the function is importable, its answer is JSON (bytes
    not allowed). With `progress` the function gets a `progress` too, and what it tells (done, total) is told
    here, from a thread.

    A SignageError raised in the child is raised here with the same class, message and problems. Raises
    UntrustedFile when the child crashes, or needs more than `seconds` or `megabytes`; SignageError for any
    other exception, whose text goes to the log.
    """
    order = pickle.dumps((function.__module__, function.__qualname__, args, kwargs))
    try:
        with _heard(progress) as ear:
            done = subprocess.run(
                [sys.executable, "-m", "signage.processes", str(seconds), str(megabytes), *map(str, ear)],
                input=order,
                capture_output=True,
                timeout=seconds,
                check=False,
                pass_fds=ear,
            )
    except subprocess.TimeoutExpired:
        raise _too_slow(seconds) from None
    if done.returncode != 0:
        raise _broken(done.returncode, done.stderr, seconds, megabytes)
    return _answer(orjson.loads(done.stdout))


@contextmanager
def _heard(progress: Callable[[int, int], None] | None) -> Iterator[tuple[int, ...]]:
    """The end of a pipe for the child to tell its progress by; none where nobody listens."""
    if progress is None:
        yield ()
        return
    ours, theirs = os.pipe()
    listener = threading.Thread(target=_listen, args=(ours, progress), daemon=True)
    listener.start()
    try:
        yield (theirs,)
    finally:
        os.close(theirs)
        listener.join()


def _listen(pipe: int, progress: Callable[[int, int], None]) -> None:
    """Pass on `done total` by lines, until the child is gone; what is no such line is nothing to tell."""
    with os.fdopen(pipe, encoding="ascii", errors="replace") as lines:
        for line in iter(lambda: lines.readline(_LINE), ""):
            told = line.split()
            if len(told) == 2 and all(word.isdecimal() and len(word) < 16 for word in told):
                progress(int(told[0]), int(told[1]))


def _answer(reply: dict[str, Any]) -> Any:
    if "error" not in reply:
        return reply["result"]
    kind, message = getattr(errors, reply["error"], errors.InvalidInput), Said(*reply["message"])
    if issubclass(kind, errors.TableNeeded):
        raise kind(message, reply["tables"])
    if issubclass(kind, errors.InvalidInput):
        raise kind(message, {name: Said(*said) for name, said in reply["problems"].items()})
    raise kind(message)


def _broken(code: int, stderr: bytes, seconds: int, megabytes: int) -> SignageError:
    """What a child that gave no answer died of; only a bug is our fault."""
    if any(sign in stderr for sign in _NO_MEMORY):
        return UntrustedFile(
            Said(
                f"Die Datei braucht zum Lesen mehr als {megabytes} MB Speicher. Ist sie, was sie sein soll?",
                f"Reading the file needs more than {megabytes} MB of memory. Is it what it should be?",
            )
        )
    if code in _OUT_OF_TIME:
        return _too_slow(seconds)
    if code < 0 or b"RecursionError" in stderr:
        return UntrustedFile(
            Said(
                f"An der Datei ist das Leseprogramm abgestürzt ({code}). Sie ist beschädigt oder eine Falle.",
                f"The file made its reader crash ({code}). It is damaged, or a trap.",
            )
        )
    _log.error("a child process failed: %s", stderr.decode("utf-8", "replace").strip()[-4000:])
    return SignageError(_OUR_FAULT)


def _too_slow(seconds: int) -> UntrustedFile:
    return UntrustedFile(
        Said(
            f"Das Lesen der Datei wurde nach {seconds} s abgebrochen. Ist sie, was sie sein soll?",
            f"Reading the file was given up after {seconds} s. Is it what it should be?",
        )
    )


def _main(seconds: int, megabytes: int, ear: int | None = None) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A worker of the service keeps signals from its threads; a child of it is to be stopped by them again.
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    threading.Thread(target=_end_with, args=(os.getppid(),), name="end-with-parent", daemon=True).start()
    module, name, args, kwargs = pickle.load(sys.stdin.buffer)  # noqa: S301 - the order comes from our own parent
    answer_to, sys.stdout = sys.stdout.buffer, sys.stderr
    if ear is not None:
        kwargs["progress"] = lambda done, total: os.write(ear, f"{done} {total}\n".encode())
    function: Any = importlib.import_module(module)
    for part in name.split("."):
        function = getattr(function, part)
    reply: dict[str, Any]
    try:
        reply = {"result": function(*args, **kwargs)}
    except SignageError as error:
        problems = getattr(error, "problems", {})
        reply = {"error": type(error).__name__, "message": _both(error.message), "problems": _all(problems)}
        reply["tables"] = getattr(error, "tables", [])
    answer_to.write(orjson.dumps(reply, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS))
    answer_to.flush()


def _end_with(parent: int) -> None:
    """A parent that is killed can stop nobody; a child left behind might work for hours, for nobody."""
    while os.getppid() == parent:
        time.sleep(_LOOK_S)
    os.kill(os.getpid(), signal.SIGKILL)


def _both(sentence: str) -> list[str]:
    """A sentence in German and English."""
    return [str(sentence), getattr(sentence, "english", str(sentence))]


def _all(problems: Mapping[str, str]) -> dict[str, list[str]]:
    return {name: _both(said) for name, said in problems.items()}


if __name__ == "__main__":
    _main(*map(int, sys.argv[1:]))

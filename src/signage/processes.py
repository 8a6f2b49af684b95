"""Work that must not happen in this process: untrusted files, and GDAL beside an open store.

The child gets limits on memory and time before it imports anything; its answer comes back as JSON, so that
a child taken over by a hostile file cannot hand back more than data. Python's sqlite3 and GDAL's own SQLite
drop each other's file locks when both open one file in one process, so everything GDAL does is done here.
"""

import importlib
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import orjson

from signage import errors

_TEARS = {
    -signal.SIGKILL: "ran out of memory or time",
    -signal.SIGSEGV: "crashed",
    -signal.SIGXCPU: "ran out of time",
}


def run_in_child(
    function: Callable[..., Any], *args: Any, seconds: int = 120, megabytes: int = 2048, **kwargs: Any
) -> Any:
    """`function(*args, **kwargs)` in a fresh process; the function is importable, its answer is JSON (bytes
    not allowed).

    A SignageError raised in the child is raised here with the same class, message and problems. Raises
    UntrustedFile when the child crashes, or needs more than `seconds` or `megabytes`.
    """
    order = pickle.dumps((function.__module__, function.__qualname__, args, kwargs, seconds, megabytes))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "signage.processes"],
            input=order,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise errors.UntrustedFile(
            f"reading was given up after {seconds} s; is the file what it says it is?"
        ) from None
    if done.returncode != 0:
        raise errors.UntrustedFile(_why(done.returncode, done.stderr, megabytes))
    return _answer(orjson.loads(done.stdout))


def _answer(reply: dict[str, Any]) -> Any:
    if "error" not in reply:
        return reply["result"]
    kind = getattr(errors, reply["error"], errors.InvalidInput)
    if issubclass(kind, errors.InvalidInput):
        raise kind(reply["message"], reply["problems"])
    raise kind(reply["message"])


def _why(code: int, stderr: bytes, megabytes: int) -> str:
    if b"MemoryError" in stderr or b"std::bad_alloc" in stderr or b"ArrowMemory" in stderr:
        return f"the file needs more than {megabytes} MB to read; is it what it says it is?"
    last = stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [""]
    return f"the reader {_TEARS.get(code, 'stopped')} on this file ({last[0][:200] or code})"


def _main() -> None:
    module, name, args, kwargs, seconds, megabytes = pickle.load(sys.stdin.buffer)  # noqa: S301 - the order comes from our own parent
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer_to, sys.stdout = sys.stdout.buffer, sys.stderr
    function: Any = importlib.import_module(module)
    for part in name.split("."):
        function = getattr(function, part)
    try:
        reply = {"result": function(*args, **kwargs)}
    except errors.SignageError as error:
        problems = getattr(error, "problems", {})
        reply = {"error": type(error).__name__, "message": error.message, "problems": problems}
    answer_to.write(orjson.dumps(reply, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS))
    answer_to.flush()


if __name__ == "__main__":
    _main()

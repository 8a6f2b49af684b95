"""The children of `signage.processes` in a moment: forked from processes that have loaded what they need.

Whatever a child does, under which limits and how its answer comes back, is the real thing; spared is the
start of Python and its libraries, a second for each of hundreds of files. How children are started for those
who use signage is tested by tests/test_processes.py, and by every test that starts the program itself.
"""

import contextlib
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any, NamedTuple

from signage import processes
from signage.formats.lean import leave_out

_READERS = ("geojson", "kml", "spreadsheet", "text", "gdal", "wkb")
_PAGES = ("signage_api.map_child", "signage.maps.page", "signage.maps.plan")
# The function of a child -> libraries to leave out, as it does itself, and what to load.
_LOADED: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "read_in_child": (
        ("geopandas", "pandas", "pyarrow"),
        tuple(f"signage.formats.{one}" for one in _READERS),
    ),
    "write_in_child": (
        ("geopandas", "pandas"),
        ("signage.formats.writing", "pyarrow.parquet", "pyogrio"),
    ),
    "read_book_in_child": (
        ("geopandas", "pandas", "pyarrow"),
        (
            "signage.services.round_trip.reading",
            *(f"signage.formats.{one}" for one in ("spreadsheet", "text")),
        ),
    ),
    "write_verdicts_in_child": ((), ("signage.services.round_trip.verdicts", "openpyxl")),
    "_compiled": ((), ("signage.artwork.typesetting", "typst")),
    "render": ((), _PAGES),
    "render_plan": ((), _PAGES),
}
_LEAST_MB = 1024  # who may have less than is loaded already cannot be born here
_MOST = 100_000
_ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def quick_children() -> Iterator[None]:
    """Within the block `signage.processes` forks its children, where their function is one of the known."""
    nurseries: dict[str, Nursery] = {}
    room: Any = processes
    real, starting = room.subprocess, threading.Lock()

    def run(command: Sequence[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        order: bytes = options["input"]
        name = next((name for name in _LOADED if _pickled(name) in order[:200]), None)
        if name is None or int(command[4]) < _LEAST_MB:
            done: subprocess.CompletedProcess[bytes] = real.run(command, **options)
            return done
        with starting:
            nursery = nurseries[name] = nurseries.get(name) or _nursery(name)
        return _born(nursery.wishes, command, order, options["timeout"], options["pass_fds"])

    room.subprocess = SimpleNamespace(run=run, TimeoutExpired=subprocess.TimeoutExpired)
    try:
        yield
    finally:
        room.subprocess = real
        for nursery in nurseries.values():
            nursery.wishes.close()  # which ends it
            nursery.process.wait()


class Nursery(NamedTuple):
    """A process that forks children, and the way to tell it so."""

    process: subprocess.Popen[bytes]
    wishes: socket.socket


def _pickled(name: str) -> bytes:
    return b"\x94\x8c" + bytes([len(name)]) + name.encode()


def _nursery(name: str) -> Nursery:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, "-m", "tests.parts.children", name, str(theirs.fileno())]
        process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, cwd=_ROOT)
    return Nursery(process, ours)


def _born(
    wishes: socket.socket, command: Sequence[str], order: bytes, seconds: int, ear: Sequence[int]
) -> subprocess.CompletedProcess[bytes]:
    told, reply = os.pipe()
    with (
        os.fdopen(told, "rb", buffering=0) as answers,
        tempfile.TemporaryFile() as stdin,
        tempfile.TemporaryFile() as stdout,
        tempfile.TemporaryFile() as stderr,
    ):
        stdin.write(order)
        stdin.seek(0)
        limits = [int(word) for word in command[3:5]]
        wish = {"limits": limits, "cwd": str(Path.cwd()), "environ": dict(os.environ)}
        fds = [stdin.fileno(), stdout.fileno(), stderr.fileno(), reply, *ear]
        socket.send_fds(wishes, [json.dumps(wish).encode()], fds)
        os.close(reply)
        child = int(answers.readline())
        if not select.select([answers], [], [], seconds)[0]:
            os.kill(child, signal.SIGKILL)
            raise subprocess.TimeoutExpired(list(command), seconds)
        code = os.waitstatus_to_exitcode(int(answers.readline()))
        return subprocess.CompletedProcess(list(command), code, _content(stdout), _content(stderr))


def _content(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _serve(name: str, wishes: socket.socket) -> None:
    """Load what the children need, and fork one for each wish, until nobody can wish any more."""
    left_out, loaded = _LOADED[name]
    leave_out(*left_out)
    for module in loaded:
        importlib.import_module(module)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, fds, _, _ = socket.recv_fds(wishes, _MOST, 5)
        if not message:
            return
        if os.fork() == 0:
            wishes.close()
            _attend(json.loads(message), fds)
        for fd in fds:
            os.close(fd)


def _attend(wish: dict[str, Any], fds: Sequence[int]) -> None:
    """Fork the child itself, say its number and, when it has ended, how. Does not return."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    stdin, stdout, stderr, reply, *ear = fds
    if (child := os.fork()) == 0:
        os.close(reply)
        for number, fd in enumerate((stdin, stdout, stderr)):
            os.dup2(fd, number)
        _live(wish, ear)
    for fd in (stdin, stdout, stderr, *ear):
        os.close(fd)
    os.write(reply, f"{child}\n".encode())
    _, status = os.waitpid(child, 0)
    os.write(reply, f"{status}\n".encode())
    os._exit(0)


def _live(wish: dict[str, Any], ear: Sequence[int]) -> None:
    code = 0
    try:
        os.chdir(wish["cwd"])
        os.environ.clear()
        os.environ.update(wish["environ"])
        processes._main(*wish["limits"], *ear)
    except BaseException:  # noqa: BLE001  as Python itself would end
        traceback.print_exc()
        code = 1
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    _serve(sys.argv[1], socket.socket(fileno=int(sys.argv[2])))

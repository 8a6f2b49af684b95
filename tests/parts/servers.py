"""Starting, awaiting and stopping other programs; nothing outlives the test run."""

import contextlib
import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def free_port() -> int:
    """A port on loopback that nobody listens on now; the next program may still be quicker."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether something accepts connections on this loopback port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def running(
    command: Sequence[str | Path],
    *,
    port: int,
    log: Path,
    user: str | None = None,
    stop: signal.Signals = signal.SIGTERM,
    environ: Mapping[str, str] | None = None,
    seconds: float = 30,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` until the block ends; begins when it listens on `port`, output goes to `log`.

    `user` needs root. Raises RuntimeError with the last lines of the log when it does not start.
    """
    with log.open("ab") as output:
        child = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environ or {})},
            cwd=log.parent,
            start_new_session=True,
            preexec_fn=_die_with_the_tests,  # noqa: PLW1509  one system call, no lock taken
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
        )
    try:
        _wait_until_it_answers(child, port, log, seconds)
        yield child
    finally:
        stop_child(child, stop)


def stop_child(
    child: subprocess.Popen[bytes], stop: signal.Signals = signal.SIGTERM, seconds: float = 10
) -> None:
    """Ask the program to stop, then kill it with whatever it has started."""
    if child.poll() is None:
        child.send_signal(stop)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _die_with_the_tests() -> None:
    # A test run that is killed cannot tidy up; the kernel does it for us.
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_until_it_answers(child: subprocess.Popen[bytes], port: int, log: Path, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not answers(port):
        if child.poll() is not None or time.monotonic() > until:
            last = "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
            raise RuntimeError(f"{child.args!r} does not listen on port {port}:\n{last}")
        time.sleep(0.03)
    if child.poll() is not None:
        raise RuntimeError(f"another program listens on port {port}")

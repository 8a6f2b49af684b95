"""The real service as a process of its own."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.parts import servers


@contextmanager
def running_service(
    store: Path, port: int, environ: Mapping[str, str] | None = None, *, host: str = "127.0.0.1"
) -> Iterator[subprocess.Popen[bytes]]:
    """`signage serve` on a store, from when it listens; its log stands in `log` beside the store.

    `host` is what its public address calls this machine.
    """
    address = f"http://{host}:{port}"
    options = ["--store", store.name, "--port", str(port), "--public-url", address]
    command = [str(Path(sys.executable).with_name("signage")), "serve", *options]
    with servers.running(command, port=port, log=store.parent / "log", environ=environ) as process:
        yield process

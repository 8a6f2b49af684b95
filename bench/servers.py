"""Servers under load: each in processes of its own on loopback, measured by wrk.

`python -m bench.servers served|asgi|hello PORT [STORE]` runs one until it is told to stop: the service as it
is served, its ASGI application under plain uvicorn, FastAPI's hello world under the same.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.parts import nginx, servers

CONNECTIONS = 32
_PATIENCE_S = 30  # wrk itself counts an answer after 2 s as none: a share of a busy worker's are later
_ROOT = Path(__file__).parents[1]
# Every request is made once, before the clock runs; the answers' bodies are not looked at.
_SCRIPT = """
local paths = {{ {paths} }}
local requests = {{}}
local at = 0
init = function(args)
  wrk.headers["Accept-Encoding"] = "{packing}"
  wrk.headers["Accept-Language"] = "de"
  for i, path in ipairs(paths) do requests[i] = wrk.format("GET", path) end
end
request = function()
  at = at % #requests + 1
  return requests[at]
end
done = function(summary, latency, requests)
  local errors = summary.errors
  local form = "RESULT {{\\"requests\\": %d, \\"seconds\\": %f, \\"p99_ms\\": %f, " ..
    "\\"bad\\": {{\\"status\\": %d, \\"connect\\": %d, \\"read\\": %d, \\"late\\": %d}}}}\\n"
  io.write(string.format(form,
    summary.requests, summary.duration / 1e6, latency:percentile(99) / 1000,
    errors.status, errors.connect, errors.read, errors.timeout))
end
"""


@contextmanager
def python_server(what: str, log: Path, store: Path | None = None) -> Iterator[tuple[str, int]]:
    """(address, process id) of `served`, `asgi` or `hello`, one worker process."""
    port = servers.free_port()
    command = [sys.executable, "-m", "bench.servers", what, str(port), str(store or "")]
    environ = {"PYTHONPATH": str(_ROOT)}
    with servers.running(command, port=port, log=log, environ=environ, seconds=60) as child:
        yield f"http://127.0.0.1:{port}", child.pid


@contextmanager
def static_server(bodies: dict[str, bytes], folder: Path) -> Iterator[str]:
    """nginx, one worker process, with a file per path that is sent as it is."""
    root = folder / "files"
    root.mkdir(parents=True)
    for path, body in bodies.items():
        (root / path.lstrip("/")).write_bytes(body)
    inside = (
        f"root {root}; default_type text/html; sendfile on; tcp_nopush on; keepalive_requests 1000000; "
        "add_header Content-Encoding gzip; add_header Cache-Control no-cache;"
    )
    with nginx.running_nginx(inside, folder) as address:
        yield address


def load(
    address: str, paths: Sequence[str], seconds: float, folder: Path, *, packing: str = "gzip"
) -> dict[str, float]:
    """Requests per second of wrk (one thread, 32 connections) round and round the paths, and its 99th
    percentile.
    """
    script = folder / "paths.lua"
    script.write_text(_SCRIPT.format(paths=", ".join(f'"{path}"' for path in paths), packing=packing))
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("wrk is not installed (Debian: apt-get install wrk)")
    how = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--timeout", f"{_PATIENCE_S}s"]
    command = [program, *how, "-s", str(script), address]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"RESULT (\{.*\})", done.stdout)
    assert found, done.stdout + done.stderr
    result = json.loads(found[1])
    if any(result["bad"].values()):
        raise SystemExit(f"not every answer of {address} was good: {result['bad']}")
    return {"per_second": round(result["requests"] / result["seconds"]), "p99_ms": round(result["p99_ms"], 2)}


def resident_mb(process: int) -> float:
    """Resident memory of the largest process among `process` and its children."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True)
    rows = [tuple(map(int, row.split())) for row in listed.stdout.splitlines()]
    return round(max(rss for pid, parent, rss in rows if process in (pid, parent)) / 1024, 1)


def _hello() -> Any:
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/")
    async def hello() -> dict[str, str]:
        return {"hello": "world"}

    return app


def _scan(store: str) -> Any:
    from signage.settings import Settings
    from signage_api.app import create_app

    return create_app(Settings(store=store))


def _run(what: str, port: int, store: str) -> None:
    if what == "served":
        from signage.settings import Settings
        from signage_api.serving import serve

        serve(Settings(store=store, port=port, log_level="warning"))
    else:
        import uvicorn

        app = _hello() if what == "hello" else _scan(store)
        uvicorn.run(app, port=port, loop="uvloop", http="httptools", log_level="warning", access_log=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["served", "asgi", "hello"])
    parser.add_argument("port", type=int)
    parser.add_argument("store", nargs="?", default="")
    given = parser.parse_args()
    _run(given.what, given.port, given.store)

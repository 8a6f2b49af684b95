"""How one small machine carries a synthetic Germany: import, size, first scan, scans cold and warm, a box
of 1,000 signs.

Every step runs the product's own command in a process of its own; its time and peak memory are the
operating system's accounting.
"""

import argparse
import http.client
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

SIGNAGE = str(Path(sys.executable).with_name("signage"))
LAYERS = ("municipalities", "areas", "tenants", "signs")
SCANS = 2_000


@dataclass(frozen=True)
class Step:
    """One finished process."""

    name: str
    seconds: float
    peak_mb: float
    said: str


def run(name: str, *command: str) -> Step:
    """Run `command` to its end; raises when it fails."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode()
    if child.returncode:
        raise RuntimeError(f"{name} failed: {said[-500:]}")
    return Step(name, time.perf_counter() - started, usage.ru_maxrss / 1024, said.strip().splitlines()[0])


def bring_in(folder: Path, store: Path, scale: float) -> list[Step]:
    """Generate the country and import it layer by layer, as a person would."""
    steps = [
        run("generate", sys.executable, "-m", "bench.germany", "make", str(folder), "--scale", str(scale))
    ]
    run("init", SIGNAGE, "init", str(store))
    for layer in LAYERS:
        file = str(folder / f"{layer}.gpkg")
        steps.append(run(f"import {layer}", SIGNAGE, "import", layer, file, "--store", str(store)))
    return steps


@contextmanager
def serving(store: Path) -> Iterator[tuple[int, int]]:
    """The service on a free port of loopback; gives the port and the process id of its parent."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [SIGNAGE, "serve", "--store", str(store), "--port", str(port)]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield port, child.pid
    finally:
        child.send_signal(signal.SIGINT)
        child.wait(20)


def get(connection: http.client.HTTPConnection, path: str) -> tuple[float, int, bytes]:
    """One request: milliseconds to the last byte, status, body."""
    started = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept-Language": "de"})
    answer = connection.getresponse()
    body = answer.read()
    return 1000 * (time.perf_counter() - started), answer.status, body


def first_answer(port: int, path: str) -> float:
    """Seconds until the service, just started, has answered a scan."""
    started = time.perf_counter()
    while time.perf_counter() - started < 60:
        try:
            _, status, _ = get(http.client.HTTPConnection("127.0.0.1", port, timeout=30), path)
        except OSError:
            time.sleep(0.005)
            continue
        if status == 200:
            return time.perf_counter() - started
    raise RuntimeError("the service did not answer within a minute")


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of the values do not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def resident_mb(parent: int) -> float:
    """Resident memory of the largest process below `parent`, in MB."""
    pids = [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()] or [
        parent
    ]
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids]
    return max(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def look(store: Path) -> dict[str, float]:
    """Scans of random signs on a service just started, then again, then boxes of about 1,000 signs."""
    codes, boxes = _targets(store)
    with serving(store) as (port, parent):
        figures = {"first scan after start, s": first_answer(port, f"/{codes[0]}")}
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for name in ("cold", "warm"):
            times = [_scan(connection, code) for code in codes]
            figures[f"scan {name} p50, ms"] = percentile(times, 0.5)
            figures[f"scan {name} p99, ms"] = percentile(times, 0.99)
        figures["worker after scans, MB resident"] = resident_mb(parent)
        answers = [get(connection, path) for path in boxes]
        figures["box of 1,000 signs p50, ms"] = percentile([answer[0] for answer in answers[1:]], 0.5)
        figures["signs in that box"] = float(len(json.loads(_plain(answers[-1][2]))["features"]))
        figures["worker after boxes, MB resident"] = resident_mb(parent)
    return figures


def _scan(connection: http.client.HTTPConnection, code: str) -> float:
    milliseconds, status, body = get(connection, f"/{code}")
    if status != 200 or len(body) < 500:
        raise RuntimeError(f"scan of {code} answered {status} with {len(body)} bytes")
    return milliseconds


def _plain(body: bytes) -> bytes:
    import gzip

    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def _targets(store: Path) -> tuple[list[str], list[str]]:
    from pyproj import Transformer

    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as connection:
        codes = [
            row[0] for row in connection.execute("SELECT code FROM sign WHERE code NOT NULL ORDER BY id")
        ]
        bounds = connection.execute("SELECT minx, miny, maxx, maxy FROM rtree_sign_geometry").fetchall()
    rng = random.Random(7)
    density = len(bounds) / ((max(b[2] for b in bounds) - min(b[0] for b in bounds)) * _height(bounds))
    half = (1_000 / density) ** 0.5 / 2
    to_degrees = Transformer.from_crs(25832, 4326, always_xy=True)
    paths = []
    for x, y, _, _ in rng.sample(bounds, 40):
        west, south, east, north = to_degrees.transform_bounds(x - half, y - half, x + half, y + half)
        paths.append(f"/api/v1/signs?bbox={west:.6f},{south:.6f},{east:.6f},{north:.6f}&limit=1000")
    return rng.sample(codes, min(SCANS, len(codes))), paths


def _height(bounds: list[tuple[float, float, float, float]]) -> float:
    return max(b[3] for b in bounds) - min(b[1] for b in bounds)


def main() -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path, help="work here, and leave the store")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        store = folder / "germany.gpkg"
        steps = [] if store.exists() else bring_in(folder / "files", store, given.scale)
        figures = {"file size, MB": store.stat().st_size / 1e6} | look(store)
    for step in steps:
        print(f"{step.name:24} {step.seconds:8.1f} s  {step.peak_mb:8.0f} MB  {step.said}")
    for name, value in figures.items():
        print(f"{name:36} {value:10.2f}")
    if given.json:
        result = {"scale": given.scale, "steps": [asdict(step) for step in steps], "figures": figures}
        given.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

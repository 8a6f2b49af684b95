"""The scan page under load, in one run: against nginx with the same bytes, FastAPI's hello world, and a busy
writer.

`python -m bench.scan [--store FILE.gpkg] [--seconds 8] [--json OUT]`; without a store it makes the sample
inventory.
"""

import argparse
import gzip
import http.client
import json
import multiprocessing
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench import servers
from signage.services.sample import load_sample
from signage.store import open_store

CHANGES_PER_SECOND = 1000
CHECKS = 200
CHECK_EVERY_S = 0.03
ROUNDS = 3
MOST_IN_A_COMMIT = 50
TARGETS = {"to_nginx": 0.2, "to_hello": 2.0, "while_writing": 0.3, "memory_mb": 90.0, "cold_p99_ms": 20.0}


def measure(store: Path, seconds: float, folder: Path) -> dict[str, Any]:
    """All figures of one run; the store is changed by it."""
    paths = live_paths(store)
    found: dict[str, Any] = {"codes": len(paths), "cold": cold(store, paths[:1000], folder)}
    with ExitStack() as running:

        def start(what: str) -> tuple[str, int]:
            return running.enter_context(servers.python_server(what, folder / f"{what}.log", store))

        address, process = start("served")
        bodies = {path: fetch(address, path) for path in paths}
        found["page_bytes"] = round(sum(map(len, bodies.values())) / len(bodies))
        runners = {
            "nginx": (running.enter_context(servers.static_server(bodies, folder / "nginx")), paths),
            "scan": (address, paths),
            "asgi": (start("asgi")[0], paths),
            "hello": (start("hello")[0], ["/"]),
        }
        found |= in_turns(runners, seconds, folder)
        found["writing"] = writing_in_turns(store, address, paths, seconds, folder)
        found["memory_mb"] = servers.resident_mb(process)
    found["brotli"] = as_phones_ask(store, paths, seconds, folder)
    return found | {"ratios": ratios(found)}


def as_phones_ask(store: Path, paths: list[str], seconds: float, folder: Path) -> dict[str, float]:
    """The page in a process of its own that is asked for Brotli only: what it answers, the memory it takes,
    and the milliseconds of one that has just started.
    """
    just_started = cold(store, paths[:1000], folder, packing="br")
    with servers.python_server("served", folder / "brotli.log", store) as (address, process):
        sizes = [len(fetch(address, path, packing="br")) for path in paths]
        rounds = [servers.load(address, paths, seconds, folder, packing="br") for _ in range(ROUNDS)]
        best = max(rounds, key=lambda round_: round_["per_second"])
        memory_mb = servers.resident_mb(process)
    return best | {
        "page_bytes": round(sum(sizes) / len(sizes)),
        "memory_mb": memory_mb,
        "cold_first_ms": just_started["first_ms"],
        "cold_p99_ms": just_started["p99_ms"],
    }


def in_turns(
    runners: dict[str, tuple[str, list[str]]], seconds: float, folder: Path
) -> dict[str, dict[str, float]]:
    """The best of three rounds of each, taken in turns: what else the machine does hits all alike."""
    best: dict[str, dict[str, float]] = {}
    for _ in range(ROUNDS):
        for name, (address, paths) in runners.items():
            round_ = servers.load(address, paths, seconds, folder)
            if name not in best or round_["per_second"] > best[name]["per_second"]:
                best[name] = round_
    return best


def writing_in_turns(
    store: Path, address: str, paths: list[str], seconds: float, folder: Path
) -> dict[str, Any]:
    """Three times idle and, right after it, beside the writer; the pair whose ratio is in the middle, and the
    checks of all.
    """
    pairs = []
    for _ in range(ROUNDS):
        idle = servers.load(address, paths, seconds, folder)["per_second"]
        busy = while_writing(store, address, paths, seconds, folder)
        pairs.append(busy | {"to_idle": round(busy["per_second"] / idle, 2)})
    pairs.sort(key=lambda pair: pair["to_idle"])
    summed = {name: sum(pair[name] for pair in pairs) for name in ("checks", "stale")}
    return pairs[ROUNDS // 2] | summed | {"all_to_idle": [pair["to_idle"] for pair in pairs]}


def ratios(found: dict[str, Any]) -> dict[str, float]:
    """What the targets are held against; hello world runs under the same server as the page, uvicorn."""
    page = found["scan"]["per_second"]
    return {
        "to_nginx": round(page / found["nginx"]["per_second"], 2),
        "to_hello": round(page / found["hello"]["per_second"], 2),
        "asgi_to_hello": round(found["asgi"]["per_second"] / found["hello"]["per_second"], 2),
        "while_writing": found["writing"]["to_idle"],
    }


def live_paths(store: Path) -> list[str]:
    """Paths of all codes that lead to a directory, in an order that mixes areas."""
    opened = open_store(store)
    with opened.engine_read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT s.code FROM sign s JOIN code c ON c.token = s.code JOIN area a ON a.id = s.area "
            "WHERE c.state = 'live' AND s.withdrawn_by IS NULL AND s.valid_to IS NULL AND a.valid_to IS NULL "
            "AND s.state NOT IN ('planned', 'applied', 'ordered') ORDER BY s.code LIMIT 5000"
        ).scalars()
        paths = [f"/{code}" for code in rows]
    opened.close()
    random.Random(1).shuffle(paths)
    return paths


def fetch(address: str, path: str, *, packing: str = "gzip") -> bytes:
    """The body of a page, packed as it was asked for."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    connection.request("GET", path, headers={"Accept-Encoding": packing, "Accept-Language": "de"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{path} answers {answer.status}")
    if answer.getheader("Content-Encoding") != packing:
        raise SystemExit(f"{path} is not packed as {packing}")
    return body


def cold(store: Path, paths: list[str], folder: Path, *, packing: str = "gzip") -> dict[str, float]:
    """Milliseconds to the whole page, each asked for once in a process that has just started."""
    took = []
    with servers.python_server("served", folder / "cold.log", store) as (address, _):
        for path in paths:
            began = time.perf_counter()
            fetch(address, path, packing=packing)
            took.append((time.perf_counter() - began) * 1000)
    first, took = took[0], sorted(took)
    return {
        "first_ms": round(first, 2),
        "median_ms": round(took[len(took) // 2], 2),
        "p99_ms": round(took[min(int(len(took) * 0.99), len(took) - 1)], 2),
    }


def while_writing(
    store: Path, address: str, paths: list[str], seconds: float, folder: Path
) -> dict[str, Any]:
    """Load while one process commits and another checks that its commits are seen by the next request."""
    context = multiprocessing.get_context("spawn")
    stop, results = context.Event(), context.Queue()
    jobs: list[Callable[..., None]] = [write, check]
    workers = [context.Process(target=job, args=(store, address, stop, results)) for job in jobs]
    for worker in workers:
        worker.start()
    time.sleep(3)
    under_load: dict[str, Any] = dict(servers.load(address, paths, max(seconds, 8), folder))
    stop.set()
    for _ in workers:
        under_load |= results.get(timeout=120)
    for worker in workers:
        worker.join()
    return under_load


def write(store: Path, _address: str, stop: Event, results: Any) -> None:
    """A thousand changes a second; each commit carries those that are due, one where the disk is quick
    enough.
    """
    opened = open_store(store)
    firms = [row["id"] for row in opened.read("tenant", limit=20_000)]
    rng, began, done, commits = random.Random(2), time.perf_counter(), 0, 0
    while not stop.is_set():
        due = min(max(1, round((time.perf_counter() - began) * CHANGES_PER_SECOND) - done), MOST_IN_A_COMMIT)
        with opened.change(who="bench", why="bench") as change:
            for firm in rng.sample(firms, due):
                change.update("tenant", firm, {"lorry_note": f"Tor {time.time_ns()}"})
        done, commits = done + due, commits + 1
        time.sleep(max(0.0, began + done / CHANGES_PER_SECOND - time.perf_counter()))
    took = time.perf_counter() - began
    results.put({"changes_per_second": round(done / took), "commits_per_second": round(commits / took)})
    opened.close()


def check(store: Path, address: str, stop: Event, results: Any) -> None:
    """Commit a new name, ask for the data and the page, and count what is stale."""
    opened = open_store(store)
    codes = [path[1:] for path in live_paths(store)]
    rng, stale, checks = random.Random(3), 0, 0
    while not (stop.is_set() and checks >= CHECKS):
        sign = opened.sign_of(rng.choice(codes))
        assert sign
        name = f"Standort {checks} {time.time_ns()}"
        with opened.change(who="bench", why="bench") as change:
            change.update("sign", sign["id"], {"name": name})
        stale += name not in gzip.decompress(fetch(address, f"/{sign['code']}")).decode()
        checks += 1
        time.sleep(CHECK_EVERY_S)
    results.put({"checks": checks, "stale": stale})
    opened.close()


def report(found: dict[str, Any]) -> str:
    """The figures as a table with what they are held against."""
    lines = [f"{found['codes']} codes, {found['page_bytes']} bytes a page, one worker process each"]
    measured = ("nginx", "scan", "asgi", "hello", "writing", "brotli")
    lines += [
        f"{name:16}{found[name]['per_second']:>8}/s   p99 {found[name]['p99_ms']:>7} ms" for name in measured
    ]
    writing = found["writing"]
    lines.append(
        f"written meanwhile: {writing['changes_per_second']} changes/s in {writing['commits_per_second']} "
        f"commits/s; stale: {writing['stale']} of {writing['checks']} commit-then-read checks; "
        f"to idle: {', '.join(map(str, writing['all_to_idle']))}"
    )
    brotli = found["brotli"]
    lines.append(
        f"as Brotli: {brotli['page_bytes']} bytes a page, {brotli['memory_mb']} MB resident, "
        f"cold p99 {brotli['cold_p99_ms']} ms, the first {brotli['cold_first_ms']} ms"
    )
    held = found["ratios"] | {"memory_mb": found["memory_mb"], "cold_p99_ms": found["cold"]["p99_ms"]}
    for name, value in held.items():
        target = TARGETS.get(name)
        if target is None:
            continue
        good = value < target if name in ("memory_mb", "cold_p99_ms") else value >= target
        lines.append(f"{name:16}{value:>8}   target {target:>5}   {'reached' if good else 'MISSED'}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = folder / "bench.gpkg"
        if given.store:
            shutil.copyfile(given.store, store)
        else:
            load_sample(store)
        found = measure(store, given.seconds, folder)
    print(report(found))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()

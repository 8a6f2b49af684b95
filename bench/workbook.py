"""How long a clerk waits: 100,000 tenants in an XLSX file, read, checked, matched and stored.

Beside it, in the same run, what reading the cells alone costs (calamine, nothing checked). The import runs
in a process of its own, so that its peak memory is its own.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from signage.services.importing import import_file
from signage.store import create_store, open_store
from tests.places import EAST, NORTH, outline

ROWS = 100_000
HEAD = (
    "Lfd. Nr.", "Firma", "Gewerbegebiet", "Straße", "PLZ", "Ort", "Branche", "Telefon", "E-Mail", "gültig ab",
    "Rechtswert", "Hochwert",
)  # fmt: skip


def make(folder: Path, rows: int) -> tuple[Path, Path]:
    """A store with a municipality of 100 areas, and a workbook of tenants in them."""
    store = create_store(folder / "bench.gpkg")
    with store.change(who="bench", why="bench") as change:
        town = {"ags": "16070004", "name": "Arnstadt", "geometry": outline(0, 0, 20_000)}
        change.create("municipality", town)
        squares = [(2000.0 * (n % 10), 2000.0 * (n // 10)) for n in range(100)]
        areas = [{"name": f"Gebiet {n}", "geometry": outline(x, y)} for n, (x, y) in enumerate(squares)]
        change.create_many("area", areas)
    store.close()
    book = xlsxwriter.Workbook(str(folder / "bench.xlsx"), {"constant_memory": True})
    sheet = book.add_worksheet("Firmen")
    sheet.write_row(0, 0, HEAD)
    chance = random.Random(1)
    for n in range(1, rows + 1):
        sheet.write_row(n, 0, _tenant(n, squares, chance))
    book.close()
    return folder / "bench.gpkg", folder / "bench.xlsx"


def _tenant(n: int, squares: list[tuple[float, float]], chance: random.Random) -> tuple[object, ...]:
    at = chance.randrange(len(squares))
    east, north = (
        EAST + squares[at][0] + chance.random() * 999,
        NORTH + squares[at][1] + chance.random() * 999,
    )
    street = f"Industriestraße {n % 200}{chance.choice('abc')}"
    said = (n, f"Müller & Söhne {n} GmbH", f"Gebiet {at}", street, 99310, "Arnstadt", "Metallbau")
    return (*said, f"03628 {n}", f"info{n}@example.org", "01.04.2020", east, north)


def measured(store: Path, workbook: Path) -> None:
    """The import itself; prints its figures. Runs in a process of its own."""
    started, before = time.perf_counter(), os.times()
    opened = open_store(str(store))
    report = import_file(opened, "tenants", workbook, who="bench")
    opened.close()
    wall, after = time.perf_counter() - started, os.times()
    busy = sum(after[:4]) - sum(before[:4])
    own, child = (
        resource.getrusage(who).ru_maxrss >> 10 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"{report.taken} new, {report.unchanged} unchanged, {report.parked} parked: {wall:.1f} s ", end="")
    print(f"({busy:.1f} s of processor time), peak {own} MB, its reader {child} MB")


def main() -> None:
    """Make the files, read the cells alone, import twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rows", type=int, default=ROWS)
    given = parser.parse_args()
    if given.files:
        measured(*given.files)
        return
    with tempfile.TemporaryDirectory() as work:
        store, workbook = make(Path(work), given.rows)
        started = time.perf_counter()
        cells = CalamineWorkbook.from_path(str(workbook)).get_sheet_by_index(0).to_python()
        alone = time.perf_counter() - started
        print(f"reading {len(cells) - 1} rows alone: {alone:.1f} s", flush=True)
        for word in ("first import: ", "the same file again: "):
            print(word, end="", flush=True)
            subprocess.run([sys.executable, "-m", "bench.workbook", str(store), str(workbook)], check=True)


if __name__ == "__main__":
    main()

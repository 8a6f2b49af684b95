"""A small world to import into: two towns side by side, one area in each."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from signage.services.importing import ImportReport, RowFinding, import_file
from signage.store import Store
from tests.parts.stores import new_geopackage
from tests.places import EAST, NORTH, outline

ARNSTADT, GOTHA, OLD = "16070004", "16067029", "16070099"


def a_world(folder: Path) -> Store:
    """A store with Arnstadt (10 km square from the origin), Gotha west of it, a key that went to Arnstadt,
    and the areas »Erfurter Kreuz« (EK) and »Gotha-Süd«, 1 km squares.
    """
    folder.mkdir(exist_ok=True)
    store = new_geopackage(folder / "world.gpkg")
    fill_world(store)
    return store


def fill_world(store: Store) -> None:
    """Put the world of `a_world` into an empty store."""
    with store.change(who="test", why="test") as change:
        towns = [
            (ARNSTADT, "Arnstadt", 0.0, None),
            (GOTHA, "Gotha", -10_000.0, None),
            (OLD, "Altdorf", 0.0, ARNSTADT),
        ]
        for ags, name, east, successor in towns:
            shape = outline(east, 0, 10_000)
            row = {"ags": ags, "name": name, "district": ags[:5], "successor": successor, "geometry": shape}
            change.create("municipality", row)
        kreuz = {"name": "Erfurter Kreuz", "number": "EK", "kind": "1700", "municipality": ARNSTADT}
        change.create("area", {**kreuz, "geometry": outline(1000, 1000)})
        change.create("area", {"name": "Gotha-Süd", "municipality": GOTHA, "geometry": outline(-5000, 1000)})


def take(store: Store, layer: str, folder: Path, text: str, **options: Any) -> ImportReport:
    """Import a CSV with this text; its file is called list.csv unless `name` says otherwise."""
    path = folder / str(options.pop("name", "list.csv"))
    path.write_bytes(text.encode(options.pop("encoding", "utf-8")))
    return import_file(store, layer, path, who="test", **options)


def at(east: float, north: float) -> str:
    """Two cells with a position so many metres from the origin, with decimal commas."""
    return f"{EAST + east:.2f};{NORTH + north:.2f}".replace(".", ",")


def parked(report: ImportReport) -> Sequence[RowFinding]:
    """The findings that kept a row out."""
    return [finding for finding in report.findings if finding.parked]


def the_problem(report: ImportReport) -> str:
    """Problem and advice of the only row that was not taken."""
    (finding,) = parked(report)
    return f"{finding.problem} {finding.advice}"

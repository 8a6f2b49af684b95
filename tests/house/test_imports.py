"""Imports run one way down, and the process that answers scans stays small."""

import re
import subprocess
import sys
import tomllib

import pytest

from tests.house.tree import PACKAGES, ROOT

HEAVY = {
    "geopandas",
    "pandas",
    "folium",
    "pyogrio",
    "shapely",
    "numpy",
    "pyproj",
    "pyarrow",
    "scipy",
    "typst",
    "reportlab",
}
LIGHT = [
    "signage",
    "signage.codes.token",
    "signage.domain",
    "signage.languages",
    "signage.store",
    "signage.services.scan",
    "signage_api.app",
]


def settings() -> dict[str, object]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        tool: dict[str, object] = tomllib.load(file)["tool"]["importlinter"]
    return tool


def test_imports_keep_to_the_floors() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    done = subprocess.run([*command, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_stands_on_a_floor() -> None:
    contracts = settings()["contracts"]
    assert isinstance(contracts, list)
    floors = next(contract["layers"] for contract in contracts if contract["id"] == "floors")
    named = {room.strip(" ()") for floor in floors for room in floor.split("|")}
    inside = (
        path for path in PACKAGES[0].iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
    )
    assert {f"signage.{path.stem}" for path in inside} - {"signage.__init__", "signage.__main__"} <= named


@pytest.mark.parametrize("page", ["docs/design.md", "CONTRIBUTING.md"])
def test_the_pages_for_contributors_draw_the_floors_as_they_are(page: str) -> None:
    contracts = settings()["contracts"]
    assert isinstance(contracts, list)
    real = next(contract["layers"] for contract in contracts if contract["id"] == "floors")
    assert [rooms(floor) for floor in drawn_floors(page)] == [rooms(floor) for floor in real]


def drawn_floors(page: str) -> list[str]:
    """The second column of the block that draws the floors; columns stand two blanks apart."""
    text = (ROOT / page).read_text("utf-8")
    block = next(part for part in text.split("```") if "signage.cli" in part)
    return [re.split(r" {2,}", line)[1] for line in block.strip().splitlines()]


def rooms(floor: str) -> list[str]:
    """`signage.store | maps` and `signage.store | signage.maps` are the same floor."""
    return [room.strip().removeprefix("signage.") for room in floor.split("|")]


@pytest.mark.parametrize("module", LIGHT)
def test_what_answers_scans_loads_no_heavy_library(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({HEAVY!r} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""

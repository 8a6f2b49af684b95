"""Wheel and source archive carry both packages with everything they read, and work away from the checkout."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files


def built(kind: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("signage-*"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What the source archive holds, below its own folder."""
    with tarfile.open(built("sdist", tmp_path_factory.mktemp("sdist"))) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def shipped(home: str) -> set[Path]:
    """The files of a folder that belong to a package or to the sample, from that folder on."""
    below = {path.relative_to(ROOT / home) for path in files() if path.is_relative_to(ROOT / home)}
    return {path for path in below if home == "data/geo" or path.parts[0].startswith("signage")}


HOMES = {"src": "", "api": "", "data/geo": "signage/sample/"}


def test_the_wheel_holds_every_file_of_both_packages_and_the_sample(wheel: Path) -> None:
    expected = {prefix + path.as_posix() for home, prefix in HOMES.items() for path in shipped(home)}
    assert expected - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_the_source_archive_holds_all_that_a_wheel_is_built_from(sources: set[str]) -> None:
    expected = {f"{home}/{path.as_posix()}" for home in HOMES for path in shipped(home)}
    assert expected | {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"} <= sources


def test_the_source_archive_ships_no_test_that_could_not_run_there(sources: set[str]) -> None:
    assert not {name for name in sources if name.startswith(("tests/", "tools/")) or name == "Makefile"}


def test_the_wheel_brings_every_licence_its_description_and_its_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    info = next(name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name)
    described = archive.read(f"{info}/METADATA").decode()
    assert "License-Expression: EUPL-1.2 AND " in described
    assert "The signs of commercial areas and what stands behind them" in described
    brought = {path.relative_to(ROOT).as_posix() for path in files() if is_licence(path)}
    assert {f"{info}/licenses/{name}" for name in brought} <= set(archive.namelist())
    assert "signage = signage.cli:app" in archive.read(f"{info}/entry_points.txt").decode()


def is_licence(path: Path) -> bool:
    """Whether a file tells the terms of us or of somebody whose work we ship."""
    home = path.relative_to(ROOT).parts[0]
    told = path.name.startswith(("LICENSE", "NOTICE", "OFL")) or path.name.endswith(".LICENSE.txt")
    return told and (path.parent == ROOT or home in ("src", "api"))


def test_both_packages_tell_type_checkers_that_they_are_typed(wheel: Path) -> None:
    assert {"signage/py.typed", "signage_api/py.typed"} <= set(zipfile.ZipFile(wheel).namelist())


def test_the_unpacked_wheel_makes_the_sample_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    code = (
        "import signage, signage_api.app; from pathlib import Path\n"
        "from signage.services.sample import load_sample, sample_folder\n"
        f"assert Path(signage.__file__).is_relative_to({str(tmp_path)!r}), signage.__file__\n"
        f"assert sample_folder().is_relative_to({str(tmp_path)!r})\n"
        "load_sample(Path('sample.gpkg'), fsync=False)\n"
    )
    environ = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr

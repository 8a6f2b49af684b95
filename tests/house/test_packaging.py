"""The wheel carries both packages with everything they read, and works away from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("signage-*.whl"))


def test_the_wheel_holds_every_file_of_both_packages_and_the_sample(wheel: Path) -> None:
    homes = {ROOT / "src": "", ROOT / "api": "", ROOT / "data/geo": "signage/sample/"}
    expected = {
        prefix + path.relative_to(home).as_posix()
        for home, prefix in homes.items()
        for path in files()
        if path.is_relative_to(home)
        and (home.name == "geo" or path.relative_to(home).parts[0].startswith("signage"))
    }
    assert expected - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_the_wheel_brings_its_licence_and_its_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    info = next(name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name)
    assert "License-Expression: EUPL-1.2" in archive.read(f"{info}/METADATA").decode()
    assert f"{info}/licenses/LICENSE" in archive.namelist()
    assert "signage = signage.cli:app" in archive.read(f"{info}/entry_points.txt").decode()


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

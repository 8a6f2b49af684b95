"""The locks hold what pyproject.toml asks for, by hash, and name no host."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT

RUN, DEV = "requirements.txt", "requirements-dev.txt"
PYTHONS = ("3.11", "3.12", "3.13")


def locked(name: str) -> list[Requirement]:
    """The pinned requirements of a lock, with their markers."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return [Requirement(line.rstrip("\\ ")) for line in lines if re.match(r"\w", line)]


def asked() -> list[Requirement]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return [Requirement(text) for text in tomllib.load(file)["project"]["dependencies"]]


def wanted(name: str) -> list[Requirement]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return [Requirement(line) for line in lines if re.match(r"\w", line)]


def applies(requirement: Requirement, python: str) -> bool:
    """Whether it holds on Linux with that Python."""
    here = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
    return requirement.marker is None or requirement.marker.evaluate({**here, "os_name": "posix"})


def missing_from(lock: list[Requirement], wishes: list[Requirement], python: str) -> list[str]:
    """The wishes that this lock does not fulfil on Linux with that Python."""
    pins = {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for pin in lock
        if applies(pin, python)
    }
    return [
        str(wish)
        for wish in wishes
        if not wish.specifier.contains(pins.get(canonicalize_name(wish.name), "0"))
    ]


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_for_running_holds_what_the_project_depends_on(python: str) -> None:
    assert not missing_from(locked(RUN), [*asked(), *wanted("requirements.in")], python)


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_for_tests_holds_all_of_it_and_the_tests_tools(python: str) -> None:
    assert not missing_from(
        locked(DEV), [*asked(), *wanted("requirements.in"), *wanted("requirements-dev.in")], python
    )


@pytest.mark.parametrize("python", PYTHONS)
def test_tests_run_on_the_versions_that_the_product_runs_on(python: str) -> None:
    assert not missing_from(locked(DEV), [pin for pin in locked(RUN) if applies(pin, python)], python)


@pytest.mark.parametrize("name", [RUN, DEV])
def test_a_lock_pins_by_hash_and_names_no_host(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    entries = re.split(r"\n(?=\w)", text)
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text

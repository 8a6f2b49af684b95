"""A file that comes again: after it was taken back, and while it is being taken."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from signage.codes import token as tokens
from signage.errors import Conflict
from signage.services.importing import run, storing
from signage.services.reverting import revert_change_set
from signage.store import Store
from tests.services.import_world import at, take, the_problem

GOOD = "BCDFGH0" + tokens.check_character("BCDFGH0")
CODED = f"Nummer;Typ;Code;x;y\n1;INF;{GOOD};{at(1500, 1500)}\n"


def test_a_sign_that_brings_its_code_comes_back_after_a_revert(world: Store, tmp_path: Path) -> None:
    first = take(world, "signs", tmp_path, CODED)
    revert_change_set(world, first.change_set or 0, who="t")
    again = take(world, "signs", tmp_path, CODED)
    (sign,) = world.read("sign")
    assert (again.taken, sign["id"], sign["code"], sign["version"]) == (1, 1, GOOD, 3)


def test_a_firm_with_a_key_comes_back_as_it_was_before(world: Store, tmp_path: Path) -> None:
    text = f"Firma;uuid;x;y\nA;k1;{at(1500, 1500)}\n"
    first = take(world, "tenants", tmp_path, text)
    revert_change_set(world, first.change_set or 0, who="t")
    take(world, "tenants", tmp_path, text.replace("A;", "B;"))
    (tenant,) = world.read("tenant")
    assert (tenant["id"], tenant["name"], tenant["number"]) == (1, "B", 1)


def test_a_firm_that_comes_back_does_not_take_anothers_number(world: Store, tmp_path: Path) -> None:
    first = take(world, "tenants", tmp_path, f"Firma;uuid;x;y\nA;k1;{at(1500, 1500)}\n")
    revert_change_set(world, first.change_set or 0, who="t")
    take(world, "tenants", tmp_path, f"Firma;Nummer auf dem Plan;x;y\nC;1;{at(1700, 1700)}\n", name="c.csv")
    take(world, "tenants", tmp_path, f"Firma;uuid;x;y\nA;k1;{at(1500, 1500)}\n")
    assert {row["name"]: row["number"] for row in world.read("tenant")} == {"C": 1, "A": 2}


def test_a_withdrawn_signs_code_is_not_given_to_another(world: Store, tmp_path: Path) -> None:
    first = take(world, "signs", tmp_path, CODED)
    revert_change_set(world, first.change_set or 0, who="t")
    take(world, "signs", tmp_path, f"Nummer;Typ;x;y\n7;STR;{at(1200, 1200)}\n", name="b.csv")
    text = f"Nummer;Typ;Code;x;y\n7;INF;{GOOD};{at(1200, 1200)}\n"
    assert "anderes Schild" in the_problem(take(world, "signs", tmp_path, text, name="b.csv"))


FIRMS = f"Firma;x;y\nA;{at(1500, 1500)}\n"


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], Any], *, times: int) -> None:
    """Let something happen between the matching of an import and its writing."""
    waiting = [happens] * times
    planned = storing.planned

    def interrupted(*args: Any) -> Any:
        plan = planned(*args)
        if waiting:
            waiting.pop()()
        return plan

    monkeypatch.setattr(run, "planned", interrupted)


def test_two_imports_of_a_file_at_once_store_it_once(
    world: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: take(world, "tenants", tmp_path, FIRMS), times=1)
    report = take(world, "tenants", tmp_path, FIRMS)
    assert (report.taken, report.unchanged, world.count("tenant")) == (0, 1, 1)


def test_an_import_gives_up_in_words_when_others_keep_changing(
    world: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit() -> None:
        with world.change(who="x", why="x") as change:
            change.create("tenant", {"name": "Neu"})

    meanwhile(monkeypatch, edit, times=9)
    with pytest.raises(Conflict, match="Inzwischen wurde etwas geändert"):
        take(world, "tenants", tmp_path, FIRMS)

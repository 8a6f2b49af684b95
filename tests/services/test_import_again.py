"""A file that comes again: after it was taken back, and while it is being taken."""

from pathlib import Path

from signage.codes import token as tokens
from signage.services.history import revert_change_set
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

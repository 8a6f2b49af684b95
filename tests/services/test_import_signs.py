"""Signs: types, families, codes."""

from pathlib import Path
from typing import Any

import pytest

from signage.codes import token as tokens
from signage.store import Store
from tests.services.import_world import at, take, the_problem

HEAD = "Nummer;Typ;Code;x;y\n"
GOOD = "BCDFGH0" + tokens.check_character("BCDFGH0")


def the_sign(store: Store) -> dict[str, Any]:
    (row,) = store.read("sign")
    return row


def test_a_sign_of_the_guide_system_gets_a_living_code(world: Store, tmp_path: Path) -> None:
    take(world, "signs", tmp_path, f"{HEAD}EK-1;Übersichtstafel;;{at(1500, 1500)}\n")
    row = the_sign(world)
    assert tokens.is_valid(row["code"])
    assert (world.code(row["code"]) or {})["state"] == "live"
    assert (row["type"], row["family"], row["state"], row["area"]) == ("INF", "guide", "existing", 1)


@pytest.mark.parametrize("kind", ["AMT", "432", "Straßennamensschild"])
def test_an_official_sign_gets_no_code(world: Store, tmp_path: Path, kind: str) -> None:
    take(world, "signs", tmp_path, f"{HEAD}1;{kind};;{at(1500, 1500)}\n")
    assert (the_sign(world)["code"], the_sign(world)["family"]) == (None, "official")


def test_a_sign_without_a_type_is_taken_without_type_and_code(world: Store, tmp_path: Path) -> None:
    report = take(world, "signs", tmp_path, f"Nummer;x;y\n1;{at(1500, 1500)}\n")
    assert (the_sign(world)["type"], the_sign(world)["code"]) == (None, None)
    assert any("nennen keinen Typ" in note for note in report.notes)


def test_an_unknown_type_is_parked_with_the_known_ones(world: Store, tmp_path: Path) -> None:
    problem = the_problem(take(world, "signs", tmp_path, f"{HEAD}1;Litfaßsäule;;{at(1500, 1500)}\n"))
    assert "INF (Übersichtstafel)" in problem


@pytest.mark.parametrize("word", ["DE:357", "city_limit", "DE:250; DE:1026-36", "274.1"])
def test_other_road_signs_are_official_and_without_type(world: Store, tmp_path: Path, word: str) -> None:
    take(world, "signs", tmp_path, f"ref\ttraffic_sign\tx\ty\n1\t{word}\t640500\t5635500\n")
    assert (the_sign(world)["type"], the_sign(world)["family"]) == (None, "official")


@pytest.mark.parametrize(("word", "kind"), [("guidepost", "EIN"), ("board", "INF"), ("map", "INF")])
def test_open_datas_words_for_signs_are_known(world: Store, tmp_path: Path, word: str, kind: str) -> None:
    take(world, "signs", tmp_path, f"ref;information;x;y\n1;{word};{at(1500, 1500)}\n")
    assert the_sign(world)["type"] == kind


def test_what_is_no_sign_is_parked(world: Store, tmp_path: Path) -> None:
    assert "kein Schild" in the_problem(
        take(world, "signs", tmp_path, f"ref;information;x;y\n1;office;{at(0, 0)}\n")
    )


def test_a_printed_code_is_kept_and_registered(world: Store, tmp_path: Path) -> None:
    take(world, "signs", tmp_path, f"{HEAD}1;INF;{tokens.display(GOOD).lower()};{at(1500, 1500)}\n")
    assert the_sign(world)["code"] == GOOD
    assert (world.code(GOOD) or {})["state"] == "live"


def test_a_mistyped_code_is_parked(world: Store, tmp_path: Path) -> None:
    wrong = GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1")
    text = f"{HEAD}1;INF;{GOOD};{at(1500, 1500)}\n2;INF;{wrong};{at(1600, 1600)}\n"
    assert "kein gültiger Schildcode" in the_problem(take(world, "signs", tmp_path, text))


def test_a_code_that_another_sign_carries_is_parked(world: Store, tmp_path: Path) -> None:
    take(world, "signs", tmp_path, f"{HEAD}1;INF;{GOOD};{at(1500, 1500)}\n")
    text = f"Nummer;Typ;Code;uuid;x;y\n9;INF;{GOOD};zz;{at(100, 100)}\n"
    report = take(world, "signs", tmp_path, text, name="b.csv")
    assert (report.taken, world.count("sign")) == (0, 1)


def test_a_retired_code_is_never_given_again(world: Store, tmp_path: Path) -> None:
    with world.change(who="test", why="test") as change:
        change.register_codes([GOOD])
        change.set_code(GOOD, state="retired")
    text = f"{HEAD}1;INF;{GOOD};{at(1500, 1500)}\n"
    assert "stillgelegt" in the_problem(take(world, "signs", tmp_path, text))


def test_the_code_on_a_sign_is_not_changed_by_a_list(world: Store, tmp_path: Path) -> None:
    take(world, "signs", tmp_path, f"{HEAD}1;INF;;{at(1500, 1500)}\n")
    problem = the_problem(take(world, "signs", tmp_path, f"{HEAD}1;INF;{GOOD};{at(1500, 1500)}\n"))
    assert f"die Datei nennt den Code {GOOD}" in problem


def test_a_column_of_other_codes_is_left_alone(world: Store, tmp_path: Path) -> None:
    report = take(
        world, "signs", tmp_path, f"id;code;facing;x;y\n1;B17;W;{at(1500, 1500)}\n2;F1;E;{at(1600, 1500)}\n"
    )
    assert report.taken == 2
    assert "code" in report.unrecognised
    assert any("keine Schildcodes" in note for note in report.notes)


def test_signs_are_known_by_code_then_number_then_place(world: Store, tmp_path: Path) -> None:
    take(
        world,
        "signs",
        tmp_path,
        f"{HEAD}1;INF;{GOOD};{at(1500, 1500)}\n2;INF;;{at(1600, 1500)}\n;SAM;;{at(1700, 1500)}\n",
    )
    text = f"Nummer;Typ;Code;Name;x;y\n8;;{GOOD};a;;\n2;;;b;;\n;SAM;;;{at(1700.3, 1500)}\n"
    report = take(world, "signs", tmp_path, text, name="b.csv")
    assert (report.taken, report.parked, world.count("sign")) == (0, 0, 3)


def test_every_town_counts_its_signs_from_one(world: Store, tmp_path: Path) -> None:
    take(
        world,
        "signs",
        tmp_path,
        f"{HEAD}1;INF;;{at(1500, 1500)}\n2;INF;;{at(1600, 1500)}\n",
        name="arnstadt.csv",
    )
    report = take(world, "signs", tmp_path, f"{HEAD}1;INF;;{at(-1500, 1500)}\n", name="gotha.csv")
    assert (report.taken, world.count("sign", municipality="16067029")) == (1, 1)


def test_a_second_import_keeps_the_codes(world: Store, tmp_path: Path) -> None:
    text = f"{HEAD}EK-1;INF;;{at(1500, 1500)}\n;EIN;;{at(1600, 1500)}\n"
    take(world, "signs", tmp_path, text)
    before = [row["code"] for row in world.read("sign")]
    assert take(world, "signs", tmp_path, text).unchanged == 2
    assert [row["code"] for row in world.read("sign")] == before


def test_a_sign_without_a_position_is_parked(world: Store, tmp_path: Path) -> None:
    assert "Die Position fehlt" in the_problem(take(world, "signs", tmp_path, f"{HEAD}1;INF;;;\n"))


@pytest.mark.parametrize("kind", ["AMT", "STR"])
def test_an_official_sign_with_a_code_is_parked(world: Store, tmp_path: Path, kind: str) -> None:
    report = take(world, "signs", tmp_path, f"{HEAD}1;{kind};{GOOD};{at(1500, 1500)}\n")
    assert "Nur ein Schild des Leitsystems" in the_problem(report)
    assert world.count("sign") == 0


def test_a_sign_with_a_code_does_not_become_official(world: Store, tmp_path: Path) -> None:
    take(world, "signs", tmp_path, f"{HEAD}1;INF;;{at(1500, 1500)}\n")
    report = take(world, "signs", tmp_path, f"{HEAD}1;AMT;;{at(1500, 1500)}\n")
    assert "Nur ein Schild des Leitsystems" in the_problem(report)


def test_a_sign_without_type_that_brings_a_code_is_of_the_guide_system(world: Store, tmp_path: Path) -> None:
    take(world, "signs", tmp_path, f"{HEAD}1;;{GOOD};{at(1500, 1500)}\n")
    assert (the_sign(world)["code"], the_sign(world)["family"]) == (GOOD, "guide")


def test_a_sign_that_gets_its_type_later_gets_its_code_then(world: Store, tmp_path: Path) -> None:
    take(world, "signs", tmp_path, f"{HEAD}1;;;{at(1500, 1500)}\n")
    take(world, "signs", tmp_path, f"{HEAD}1;INF;;{at(1500, 1500)}\n")
    token = the_sign(world)["code"]
    assert (world.code(token) or {})["state"] == "live"
    again = take(world, "signs", tmp_path, f"{HEAD}1;INF;;{at(1500, 1500)}\n")
    assert (again.unchanged, the_sign(world)["code"]) == (1, token)


FACED = "Nummer;Typ;x;y;face;exceptions\n"


def test_exceptions_are_signed_by_who_imports_and_stay_so(world: Store, tmp_path: Path) -> None:
    forged = (
        '"{""clearance.lateral"": {""reason"": ""Mauer"", ""who"": ""Landrat"", ""on"": ""1999-01-01""}}"'
    )
    text = f"{FACED}1;AMT;{at(1500, 1500)};;{forged}\n"
    take(world, "signs", tmp_path, text)
    assert '"who":"test"' in the_sign(world)["exceptions"]
    assert "1999" not in the_sign(world)["exceptions"]
    again = take(world, "signs", tmp_path, text)
    assert again.change_set is None


def test_an_exception_to_no_rule_is_told_in_english_too(world: Store, tmp_path: Path) -> None:
    strange = ';"{""no.such.rule"": {""reason"": ""r""}}"'
    report = take(world, "signs", tmp_path, f"{FACED}1;AMT;{at(1500, 1500)};{strange}\n")
    [finding] = report.findings
    assert "no.such.rule" in finding.problem.english
    assert "Die Regel" not in finding.problem.english
    assert finding.advice.english == "Correct the name of the rule."


@pytest.mark.parametrize(
    "cells",
    [
        "[" * 60_000 + ";",
        '"{""letter_height_mm"":1' + "0" * 400 + '}";',
        ';"{""\\ud800"":""r""}"',
        ';"{""clearance.lateral"": {""reason"": ""r"", ""on"": ""gestern""}}"',
        ';"{""no.such.rule"": ""r""}"',
    ],
)
def test_a_document_that_cannot_be_kept_parks_its_row_alone(world: Store, tmp_path: Path, cells: str) -> None:
    good = f"2;AMT;{at(1600, 1600)};;\n"
    the_problem(take(world, "signs", tmp_path, f"{FACED}1;AMT;{at(1500, 1500)};{cells}\n{good}"))
    assert the_sign(world)["number"] == "2"

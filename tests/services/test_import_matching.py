"""A second import changes nothing; a corrected file changes what it corrects; doubles are parked."""

from pathlib import Path
from typing import Any

import pytest

from signage.errors import InvalidInput
from signage.services.importing import import_file
from signage.store import Store
from tests.formats.files import a_frame
from tests.places import EAST, NORTH
from tests.services.import_world import at, fill_world, parked, take, the_problem

HEAD = "Firma;Gebiet;Straße;Hausnr;x;y\n"
FIRMS = f"{HEAD}Müller;EK;Am Kreuz;5;{at(1500, 1500)}\nWeber;EK;Am Kreuz;7;;\nBauer;;;;{at(1700, 1700)}\n"


def again(store: Store, layer: str, folder: Path, text: str, **options: Any) -> tuple[int, int, int, int]:
    report = take(store, layer, folder, text, **options)
    return report.taken, report.changed, report.unchanged, report.parked


def test_a_second_import_changes_nothing_and_leaves_no_change_set(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, FIRMS)
    before = world.revision()
    report = take(world, "tenants", tmp_path, FIRMS)
    assert (report.unchanged, report.change_set, world.revision()) == (3, None, before)


def test_the_same_list_under_another_name_is_known(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, FIRMS)
    assert again(world, "tenants", tmp_path, FIRMS, name="liste-2027.csv") == (0, 0, 3, 0)


def test_a_corrected_cell_changes_its_row_and_nothing_else(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, FIRMS.replace("\n", ";Tel\n", 1).replace(";;\n", ";;;03621 1\n", 1))
    report = take(
        world, "tenants", tmp_path, FIRMS.replace("\n", ";Tel\n", 1).replace(";;\n", ";;;03621 2\n", 1)
    )
    (change,) = world.history(change_set=report.change_set)
    assert (report.changed, report.unchanged) == (1, 2)
    assert (change["before"], change["after"]) == ('{"phone":"03621 1"}', '{"phone":"03621 2"}')


def test_an_empty_cell_leaves_what_is_stored_and_a_hyphen_empties_it(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, "Firma;Gebiet;Tel;Branche\nA;EK;1;Bau\n")
    take(world, "tenants", tmp_path, "Firma;Gebiet;Tel;Branche\nA;EK;;-\n")
    (row,) = world.read("tenant")
    assert (row["phone"], row["activity"]) == ("1", None)


def test_streets_are_compared_as_people_write_them(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, "Firma;Gebiet;Straße;Hausnr\nA;EK;Gothaer Straße;5\n")
    assert again(world, "tenants", tmp_path, "Firma;Gebiet;Straße\nA;EK;Gothaer Str. 5\n")[0] == 0


def test_the_same_name_at_another_place_is_another_firm(world: Store, tmp_path: Path) -> None:
    rows = ("EK;Am Kreuz;5;;", "EK;Am Kreuz;9;;", "Gotha-Süd;;;;", f";;;{at(8000, 8000)}")
    text = HEAD + "".join(f"Bäcker;{row}\n" for row in rows)
    assert again(world, "tenants", tmp_path, text) == (4, 0, 0, 0)


def test_an_exact_double_is_parked_and_named(world: Store, tmp_path: Path) -> None:
    text = f"{HEAD}A;EK;Am Kreuz;5;;\nA;EK;Am Kreuz;5;;\n"
    report = take(world, "tenants", tmp_path, text)
    assert "Die Zeile ist doppelt, wie Zeile 2" in the_problem(report)
    [said] = [finding.problem for finding in report.findings if finding.parked]
    assert getattr(said, "english", "") == "The row stands there twice, like row 2."


def test_a_key_that_comes_twice_with_different_content_is_parked(world: Store, tmp_path: Path) -> None:
    text = f"Firma;uuid;x;y\nA;17;{at(1500, 1500)}\nB;17;{at(1600, 1600)}\n"
    problem = the_problem(take(world, "tenants", tmp_path, text))
    assert "»17« kommt schon in Zeile 2 vor, dort mit anderem Inhalt" in problem


def test_a_row_is_known_by_its_key_when_everything_else_changed(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, f"Firma;osm_id;x;y\nAlt;node/1;{at(1500, 1500)}\n")
    report = take(world, "tenants", tmp_path, f"Firma;osm_id;x;y\nNeu;node/1;{at(1800, 1800)}\n")
    assert (report.changed, [row["name"] for row in world.read("tenant")]) == (1, ["Neu"])


def test_a_serial_number_alone_makes_nobody_another(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, "Lfd. Nr.;Firma;Gebiet\n1;Adler;EK\n2;Bär;EK\n")
    report = take(world, "tenants", tmp_path, "Lfd. Nr.;Firma;Gebiet\n1;Bär;EK\n2;Zebra;EK\n")
    assert report.taken == 1
    assert {row["name"] for row in world.read("tenant")} == {"Adler", "Bär", "Zebra"}


def test_a_firm_that_left_makes_room_for_one_of_its_name(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, "Firma;Gebiet;gültig ab;gültig bis\nA;EK;01.01.2010;01.01.2020\n")
    assert again(world, "tenants", tmp_path, "Firma;Gebiet;gültig ab\nA;EK;01.06.2024\n") == (1, 0, 0, 0)


def test_an_end_before_the_beginning_is_parked(world: Store, tmp_path: Path) -> None:
    text = "Firma;Gebiet;gültig ab;gültig bis\nA;EK;02.01.2020;01.01.2020\n"
    assert "liegt vor dem Beginn" in the_problem(take(world, "tenants", tmp_path, text))


def test_a_firm_without_a_name_is_parked(world: Store, tmp_path: Path) -> None:
    assert "Der Name fehlt" in the_problem(take(world, "tenants", tmp_path, "Firma;Gebiet\n ;EK\n"))


def test_firms_at_one_address_with_keys_of_their_own_are_both_taken(world: Store, tmp_path: Path) -> None:
    text = "Firma;Gebiet;Straße;uuid\nA;EK;Am Kreuz 5;a\nA;EK;Am Kreuz 5;b\n"
    report = take(world, "tenants", tmp_path, text)
    assert report.taken == 2
    assert "Vielleicht dieselbe Firma wie in Zeile 2" in report.findings[0].problem
    assert again(world, "tenants", tmp_path, text) == (0, 0, 2, 0)


def test_areas_without_a_name_get_a_provisional_one_and_keep_it(world: Store, tmp_path: Path) -> None:
    from shapely import box

    shapes = [box(EAST + x, NORTH + 5000, EAST + x + 200, NORTH + 5200) for x in (0, 500)]
    a_frame(shapes, Name=[None, None], Kürzel=["N1", None]).to_file(tmp_path / "a.gpkg")
    report = import_file(world, "areas", tmp_path / "a.gpkg", who="test")
    names = [row["name"] for row in world.read("area")][2:]
    assert names == ["Gewerbegebiet ohne Namen 1, Arnstadt", "Gewerbegebiet ohne Namen 2, Arnstadt"]
    assert "heißt vorläufig" in report.findings[0].problem
    assert import_file(world, "areas", tmp_path / "a.gpkg", who="test").unchanged == 2


def test_areas_are_known_by_number_then_by_name(world: Store, tmp_path: Path) -> None:
    text = "Kürzel;Name;Bemerkung\nEK;Kreuz;neu\n;Gotha-Süd;auch\n"
    assert again(world, "areas", tmp_path, text) == (0, 2, 0, 0)
    assert {row["name"] for row in world.read("area")} == {"Kreuz", "Gotha-Süd"}


def test_municipalities_are_known_by_their_key(world: Store, tmp_path: Path) -> None:
    assert again(world, "municipalities", tmp_path, "AGS;Name;EWZ\n16067029.0;Gotha;46.300\n") == (0, 1, 0, 0)


def test_strict_takes_all_rows_or_none(world: Store, tmp_path: Path) -> None:
    report = take(world, "tenants", tmp_path, f"{FIRMS};;;;;\n;EK;;;;\n", strict=True)
    assert (world.count("tenant"), report.parked, report.change_set) == (0, 1, None)
    assert report.summary.startswith("Es wurde nichts gespeichert")


def test_a_dry_run_tells_all_and_stores_nothing(world: Store, tmp_path: Path) -> None:
    report = take(world, "tenants", tmp_path, FIRMS, dry_run=True)
    assert (report.taken, world.count("tenant"), report.change_set) == (3, 0, None)


def test_parked_rows_are_kept_once_however_often_the_file_comes(world: Store, tmp_path: Path) -> None:
    from sqlalchemy import select

    from signage.store.schema import parked as kept

    for _ in range(2):
        take(world, "tenants", tmp_path, "Firma;Gebiet\nA;Nirgends\nB;EK\n")
    with world.engine_read() as connection:
        (row,) = connection.execute(select(kept)).all()
    assert (row.file, row.file_row, row.content) == ("list.csv", 2, '{"Firma":"A","Gebiet":"Nirgends"}')


def test_an_import_is_one_change_set_that_says_where_it_came_from(world: Store, tmp_path: Path) -> None:
    report = take(world, "tenants", tmp_path, FIRMS)
    changes = world.history(change_set=report.change_set)
    assert len(changes) == 3
    assert {(change["kind"], change["source"], change["who"]) for change in changes} == {
        ("import", "list.csv", "test")
    }


def test_progress_is_told_to_the_end(world: Store, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    take(world, "tenants", tmp_path, FIRMS, progress=lambda *step: told.append(step))
    assert told[0][2] == "lesen"
    assert told[-1] == (3, 3, "fertig")


def test_somebody_elses_change_meanwhile_has_the_file_matched_anew(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, "Firma;Gebiet\nA;EK\n")

    def meddle(done: int, _total: int, phase: str) -> None:
        if (done, phase) == (0, "speichern") and world.revision() == before:
            with world.change(who="other", why="test") as change:
                change.update("tenant", 1, {"note": phase})

    before = world.revision()
    take(world, "tenants", tmp_path, "Firma;Gebiet;Tel\nA;EK;1\n", progress=meddle)
    (row,) = world.read("tenant")
    assert (row["phone"], row["note"]) == ("1", "speichern")


def test_findings_name_row_column_problem_and_advice(world: Store, tmp_path: Path) -> None:
    (finding,) = parked(take(world, "tenants", tmp_path, "Firma;Gebiet;PLZ\nA;EK;1\n"))
    assert (finding.row, finding.column) == (2, "PLZ")
    assert finding.problem
    assert finding.advice


def test_a_file_that_means_nothing_is_refused_as_a_whole(world: Store, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="Keine Spalte wurde erkannt: aaa, bbb"):
        take(world, "tenants", tmp_path, "aaa;bbb\n1;2\n")


def test_a_file_without_names_says_so_once(world: Store, tmp_path: Path) -> None:
    report = take(world, "tenants", tmp_path, "PLZ;Gebiet\n99310;EK\n")
    assert 'mit --map "Spalte=name" zuordnen' in report.notes[-1]


def test_it_works_on_postgis_as_on_a_file(postgis_store: Store, tmp_path: Path) -> None:
    fill_world(postgis_store)
    signs = f"Nummer;Typ;x;y\n1;INF;{at(1500, 1500)}\n2;AMT;{at(1600, 1500)}\n"
    assert again(postgis_store, "tenants", tmp_path, FIRMS) == (3, 0, 0, 0)
    assert again(postgis_store, "tenants", tmp_path, FIRMS) == (0, 0, 3, 0)
    assert again(postgis_store, "signs", tmp_path, signs) == (2, 0, 0, 0)
    assert again(postgis_store, "signs", tmp_path, signs) == (0, 0, 2, 0)


def test_a_row_with_nothing_but_its_number_is_called_empty(world: Store, tmp_path: Path) -> None:
    assert "leer bis auf ihren Schlüssel" in the_problem(
        take(world, "tenants", tmp_path, "Lfd. Nr.;Firma;Gebiet\n1;;\n")
    )


def test_a_row_that_never_counted_is_taken_as_it_is_by_hand(world: Store, tmp_path: Path) -> None:
    text = f"Firma;gültig ab;gültig bis;x;y\nA;01.04.2026;01.04.2026;{at(1500, 1500)}\n"
    assert take(world, "tenants", tmp_path, text).taken == 1

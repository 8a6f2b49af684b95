"""The command line: what a person types, what it answers, and with which exit code."""

import contextlib
import csv
import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from signage.cli import importing, main
from signage.cli.run import _called
from signage.services.tokens import check_token
from signage.store import open_store

Run = Callable[..., tuple[int, str, str]]
TENANTS = "Firma;Straße;PLZ;Ort;Rechtswert;Hochwert\nMuster GmbH;Am Weg 3;99310;Arnstadt;640500;5635500\n"


@pytest.fixture
def signage(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call with the words of a command; gives exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one municipality and one area, brought in from files by the command itself."""
    folder = tmp_path_factory.mktemp("stock")
    square = [[10.9, 50.8], [11.1, 50.8], [11.1, 50.9], [10.9, 50.9], [10.9, 50.8]]
    main_ok("init", folder / "s.gpkg")
    for layer, properties in (
        ("municipalities", {"ags": "16070004", "name": "Arnstadt"}),
        ("areas", {"name": "Nord", "number": "AN", "municipality": "16070004"}),
    ):
        geometry = {"type": "Polygon", "coordinates": [square]}
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        file = folder / f"{layer}.geojson"
        file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
        main_ok("import", layer, file, "--store", folder / "s.gpkg")
    return folder / "s.gpkg"


def main_ok(*words: object) -> None:
    """Run a command that must succeed."""
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    assert not ended.value.code


@pytest.fixture
def stocked(stock: Path, tmp_path: Path) -> Path:
    """A copy of that store, this test's own, beside a file of firms."""
    (tmp_path / "firmen.csv").write_text(TENANTS, encoding="utf-8")
    return Path(shutil.copy(stock, tmp_path / "s.gpkg"))


def test_init_makes_a_store_once(signage: Run, tmp_path: Path) -> None:
    assert signage("init", "a.gpkg")[0] == 0
    code, _, wrong = signage("init", "a.gpkg")
    assert code == 1
    assert wrong.startswith("Fehler: a.gpkg gibt es schon")


def test_after_a_large_import_the_lists_are_up_to_date(
    signage: Run, stocked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "LARGE", 1)
    assert signage("import", "tenants", "firmen.csv", "-s", stocked)[0] == 0
    with contextlib.closing(sqlite3.connect(stocked)) as file:
        assert file.execute("SELECT sum(firms) FROM area_standing").fetchone() == (1,)
        assert file.execute("SELECT name_folded FROM firm_listed").fetchall() == [("muster gmbh",)]


def test_an_import_takes_rows_and_the_second_changes_nothing(signage: Run, stocked: Path) -> None:
    assert signage("import", "tenants", "firmen.csv", "-s", stocked)[0] == 0
    store = open_store(stocked)
    [tenant] = store.read("tenant")
    assert (tenant["name"], tenant["street"], tenant["house_number"]) == ("Muster GmbH", "Am Weg", "3")
    revision = store.revision()
    assert signage("import", "tenants", "firmen.csv", "-s", stocked)[0] == 0
    assert store.revision() == revision
    store.close()


def test_a_dry_run_stores_nothing(signage: Run, stocked: Path) -> None:
    assert signage("import", "tenants", "firmen.csv", "-s", stocked, "--dry-run")[0] == 0
    store = open_store(stocked)
    assert store.count("tenant") == 0
    store.close()


def test_a_bad_row_comes_back_with_a_verdict(signage: Run, stocked: Path, tmp_path: Path) -> None:
    (tmp_path / "firmen.csv").write_text(
        TENANTS + "Fern GmbH;Weg 1;99310;Arnstadt;740500;5635500\n", encoding="utf-8"
    )
    code, said, _ = signage("import", "tenants", "firmen.csv", "-s", stocked, "--report", "r.csv")
    assert code == 0
    assert "3" in said
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == 2
    assert rows[0]["Ergebnis"] != rows[1]["Ergebnis"]


def test_strict_takes_all_or_nothing(signage: Run, stocked: Path, tmp_path: Path) -> None:
    (tmp_path / "firmen.csv").write_text(
        TENANTS + "Fern GmbH;Weg 1;99310;Arnstadt;740500;5635500\n", encoding="utf-8"
    )
    assert signage("import", "tenants", "firmen.csv", "-s", stocked, "--strict")[0] == 1
    store = open_store(stocked)
    assert store.count("tenant") == 0
    store.close()


def test_an_import_can_be_reverted_as_one(signage: Run, stocked: Path) -> None:
    signage("import", "tenants", "firmen.csv", "-s", stocked, "--who", "Frau Muster")
    code, said, _ = signage("changes", "-s", stocked)
    assert code == 0
    number = said.splitlines()[1].split()[0]
    assert "Frau Muster" in said.splitlines()[1]
    assert signage("revert", number, "-s", stocked)[0] == 0
    store = open_store(stocked)
    assert store.count("tenant") == 0
    store.close()
    assert signage("revert", number, "-s", stocked)[0] == 1


def test_export_check_and_map_write_what_they_say(signage: Run, stocked: Path, tmp_path: Path) -> None:
    signage("import", "tenants", "firmen.csv", "-s", stocked)
    (tmp_path / "out").mkdir()
    assert signage("export", "tenants", "out/t.csv", "-s", stocked)[0] == 0
    assert "Muster GmbH" in (tmp_path / "out/t.csv").read_text(encoding="utf-8-sig")
    code, said, _ = signage("check", "-s", stocked, "--csv", "out/f.csv")
    assert code == 0
    assert "area.no-sign" in said
    assert signage("map", "out/map.html", "-s", stocked)[0] == 0
    assert "Muster GmbH" in (tmp_path / "out/map.html").read_text(encoding="utf-8")


def test_findings_are_told_in_the_language_of_the_user(
    signage: Run, stocked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    code, told, _ = signage("check", "-s", stocked, "--csv", "f.csv")
    assert code == 0
    assert "has no standing sign" in told
    written = (tmp_path / "f.csv").read_text("utf-8")
    assert "has no standing sign" in written
    assert "stehendes" not in told + written


def test_codes_are_packed_for_the_printer(signage: Run, stocked: Path, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("Nr;Typ;Rechtswert;Hochwert\nAN-1;INF;640500;5635500\n", encoding="utf-8")
    assert signage("import", "signs", "s.csv", "-s", stocked)[0] == 0
    assert signage("codes", "c.zip", "-s", stocked, "--public-url", "https://qr.example.org")[0] == 0
    with ZipFile(tmp_path / "c.zip") as packed:
        assert "HTTPS://QR.EXAMPLE.ORG/" in packed.read("manifest.csv").decode("utf-8-sig")
    assert signage("codes", "c.pdf", "-s", stocked)[0] == 0
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")


def test_a_token_is_shown_once_and_can_be_revoked(signage: Run, stocked: Path) -> None:
    code, token, _ = signage("token", "new", "--municipality", "16070004", "--label", "Test", "-s", stocked)
    assert code == 0
    assert token.strip().encode() not in stocked.read_bytes()
    assert "16070004" in signage("token", "list", "-s", stocked)[1]
    assert signage("token", "revoke", "1", "-s", stocked)[0] == 0


def test_a_token_can_be_limited_to_an_area_and_to_fields(signage: Run, stocked: Path) -> None:
    new = ("token", "new", "--municipality", "16070004", "-s", stocked)
    limits = ("--role", "clerk", "--area", "AN", "--fields", "phone, web")
    code, token, wrong = signage(*new, *limits)
    assert (code, wrong) == (0, "")
    store = open_store(stocked)
    [grant] = check_token(store, token.strip()).grants
    [area] = store.read("area")
    store.close()
    assert (grant.role, grant.area, grant.fields) == ("clerk", area["id"], frozenset({"phone", "web"}))


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (("--area", "AN"), "--role"),
        (("--fields", "phone"), "--role"),
        (("--role", "clerk", "--area", "XX"), "XX"),
        (("--role", "clerk", "--fields", "shoe"), "shoe"),
    ],
)
def test_a_limit_that_does_not_fit_makes_no_token(
    signage: Run, stocked: Path, limits: tuple[str, ...], said: str
) -> None:
    code, token, wrong = signage("token", "new", "--municipality", "16070004", "-s", stocked, *limits)
    assert (code, token) == (1, "")
    assert said in wrong


@pytest.mark.parametrize(
    "words",
    [
        ("import", "billboards", "firmen.csv"),
        ("import", "tenants", "none.csv"),
        ("import", "tenants", "firmen.csv", "--map", "Firma"),
        ("export", "tenants", "out.docx"),
        ("export", "tenants", "out.csv", "--as-of", "gestern"),
        ("codes", "out.doc"),
        ("codes", "out.zip", "--area", "nowhere"),
        ("revert", "999"),
        ("token", "new", "--municipality", "1"),
    ],
)
def test_a_wrong_word_is_one_sentence_and_exit_code_1(
    signage: Run, stocked: Path, words: tuple[str, ...]
) -> None:
    code, _, wrong = signage(*words, "--store", stocked)
    assert code == 1
    assert wrong.startswith("Fehler: ")
    assert "Traceback" not in wrong


def test_a_store_that_is_not_there_is_named(signage: Run) -> None:
    for words in (("check",), ("changes",), ("export", "all", "x.xlsx"), ("serve",)):
        code, _, wrong = signage(*words, "--store", "nowhere.gpkg")
        assert code == 1
        assert "nowhere.gpkg" in wrong


@pytest.mark.parametrize("layer", ["firmen", "Firma", "betriebe", "tenant", "tenants"])
def test_a_layer_is_understood_by_its_german_and_english_names(
    signage: Run, stocked: Path, layer: str
) -> None:
    Path("firmen.csv").write_text(TENANTS)
    code, told, _ = signage("import", layer, "firmen.csv", "--store", stocked)
    assert code == 0
    assert "1 neu" in told
    assert signage("export", layer, "out.csv", "--store", stocked)[0] == 0
    assert "Muster GmbH" in Path("out.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("name", ["gemeinden", "gebiete", "flaechen", "Flächen", "Schilder", "alle"])
def test_every_layer_goes_out_by_its_german_name(signage: Run, stocked: Path, name: str) -> None:
    assert signage("export", name, "out.gpkg", "--store", stocked)[0] == 0


def test_an_unknown_layer_names_the_known_ones(signage: Run, stocked: Path) -> None:
    code, _, said = signage("export", "firmenschilder", "out.csv", "--store", stocked)
    assert code == 1
    assert "municipalities, areas, tenants" in said


@pytest.mark.parametrize("command", [("export", "all", "s.gpkg"), ("check", "--csv", "s.gpkg")])
def test_no_command_writes_over_a_store(signage: Run, stocked: Path, command: tuple[str, ...]) -> None:
    before = stocked.read_bytes()
    code, _, wrong = signage(*command, "-s", stocked)
    assert code == 1
    assert wrong.startswith("Fehler: s.gpkg ist ein Bestand und wird nicht überschrieben.")
    assert stocked.read_bytes() == before


def test_an_export_is_written_again(signage: Run, stocked: Path) -> None:
    assert signage("export", "all", "out.gpkg", "-s", stocked)[0] == 0
    assert signage("export", "all", "out.gpkg", "-s", stocked)[0] == 0


def test_a_change_set_that_is_not_there_is_said_without_a_word_of_tokens(signage: Run, stocked: Path) -> None:
    code, _, wrong = signage("revert", 99, "-s", stocked)
    assert (code, wrong) == (1, "Fehler: Eine Änderung 99 gibt es nicht.\n")


def test_a_row_is_parked_on_the_day_that_the_office_has(signage: Run, stocked: Path) -> None:
    Path("schlecht.csv").write_text("Firma;Gewerbegebiet\nA;Nirgendwo\n", encoding="utf-8")
    signage("import", "tenants", "schlecht.csv", "-s", stocked)
    with contextlib.closing(sqlite3.connect(stocked)) as file, file:
        file.execute("UPDATE parked SET parked_at = '2027-06-30T22:30:00.000Z'")
    assert "2027-07-01" in signage("parked", "-s", stocked)[1]


def test_parked_rows_are_listed_mended_and_let_go(signage: Run, stocked: Path, tmp_path: Path) -> None:
    (tmp_path / "schlecht.csv").write_text(TENANTS.replace("640500", "100"), encoding="utf-8")
    signage("import", "tenants", "schlecht.csv", "-s", stocked)
    _, listed, _ = signage("parked", "-s", stocked, "--report", "liste.csv")
    assert "1 geparkte Zeile" in listed
    assert "schlecht.csv" in listed
    assert "Position" in listed
    text = (tmp_path / "liste.csv").read_text("utf-8-sig")
    assert text.startswith("Firma;Straße;PLZ;Ort;Rechtswert;Hochwert;Ergebnis;Befund;Was ist zu tun\n")
    (tmp_path / "liste.csv").write_text(text.replace(";100;", ";640500;"), encoding="utf-8")
    assert "1 neu" in signage("import", "tenants", "liste.csv", "-s", stocked)[1]
    assert signage("parked", "-s", stocked)[1] == "Keine geparkten Zeilen.\n"


def test_parked_rows_that_nobody_wants_are_let_go(signage: Run, stocked: Path, tmp_path: Path) -> None:
    (tmp_path / "schlecht.csv").write_text(TENANTS.replace("640500", "100"), encoding="utf-8")
    signage("import", "tenants", "schlecht.csv", "-s", stocked)
    cleared = signage("parked", "-s", stocked, "--file", "schlecht.csv", "--clear")[1]
    assert "1 geparkte Zeile abgelegt." in cleared
    assert signage("parked", "-s", stocked)[1] == "Keine geparkten Zeilen.\n"


def test_commands_that_keep_a_store_follow_the_environment(
    signage: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNAGE_STORE", "a.gpkg")
    assert signage("init")[0] == signage("backup", "saved.gpkg")[0] == 0
    monkeypatch.setenv("SIGNAGE_STORE", "b.gpkg")
    for words in (("restore", "saved.gpkg"), ("upgrade",), ("doctor",)):
        assert signage(*words)[0] == 0
    assert {path.name for path in tmp_path.glob("?.gpkg")} == {"a.gpkg", "b.gpkg"}


@pytest.mark.parametrize("report", ["nofolder/x.txt", "firmen.csv/x.csv", "s.gpkg"])
def test_a_report_that_cannot_be_written_stores_nothing(signage: Run, stocked: Path, report: str) -> None:
    code, _, wrong = signage("import", "tenants", "firmen.csv", "-s", stocked, "--report", report)
    assert (code, wrong.count("\n")) == (1, 1)
    store = open_store(stocked)
    assert store.count("tenant") == 0
    store.close()
    assert not Path("nofolder").exists()


@pytest.mark.parametrize(
    ("name", "street", "said"),
    [("Einfahrt", "B 7", "EK-1, Einfahrt"), (None, "B 7", "EK-1, B 7"), (None, None, "EK-1")],
)
def test_the_demo_calls_its_sign_by_what_it_has(name: str | None, street: str | None, said: str) -> None:
    assert _called({"id": 4, "number": "EK-1", "name": name, "street": street}) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("demo", "--port", "abc"), "'--port': Gebraucht wird eine ganze Zahl."),
        (("demo", "--port", "99999"), "'--port': Höchstens 65535."),
        (("revert", "x"), "'number': Gebraucht wird eine ganze Zahl."),
        (("changes", "--limit", "0"), "'--limit': Mindestens 1."),
        (("imprt",), "Den Befehl 'imprt' gibt es nicht. Gemeint ist vielleicht: 'import'."),
        (("map",), "Es fehlt die Angabe 'out': Die HTML-Datei, die geschrieben wird."),
        (("check", "--stroe", "x"), "Die Option --stroe gibt es nicht. Gemeint ist vielleicht: --store."),
        (("check", "--store"), "Die Option '--store' braucht einen Wert."),
        (("map", "a", "b"), "Zu viel angegeben: b."),
    ],
)
def test_a_slip_of_the_keyboard_is_told_in_german(signage: Run, words: tuple[str, ...], said: str) -> None:
    code, _, wrong = signage(*words)
    assert (code, wrong.splitlines()[0]) == (2, f"Fehler: {said}")
    assert wrong.splitlines()[1].startswith("Hilfe: signage")


def test_findings_are_counted_in_words_that_fit(signage: Run, stocked: Path) -> None:
    Path("zwei.csv").write_text(TENANTS + TENANTS.splitlines()[1].replace("Muster", "Zweite"), "utf-8")
    signage("import", "tenants", "zwei.csv", "-s", stocked)
    said = signage("check", "-s", stocked)[1].splitlines()[0]
    assert re.fullmatch(
        r"(1 Befund|\d+ Befunde): .*\b(1 (Warnung|Hinweis)|([2-9]|\d\d+) (Warnungen|Hinweise)).*", said
    )


def test_the_doctor_names_what_visitors_will_look_for(
    signage: Run, stocked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CONTACT_EMAIL", "LEGAL", "IMPRINT_URL", "PRIVACY_URL", "ACCESSIBILITY_URL"):
        monkeypatch.delenv(f"SIGNAGE_{name}", raising=False)
    monkeypatch.setenv("SIGNAGE_IMPRINT_URL", "https://example.org/i")
    said = signage("doctor", stocked)[2]
    assert said.startswith("Noch leer: SIGNAGE_CONTACT_EMAIL, SIGNAGE_LEGAL.")
    monkeypatch.setenv("SIGNAGE_CONTACT_EMAIL", "a@example.org")
    monkeypatch.setenv("SIGNAGE_LEGAL", "legal.toml")
    assert signage("doctor", stocked)[2] == ""


def test_a_store_that_is_no_backup_is_restored_with_a_word(signage: Run, stocked: Path) -> None:
    assert "liegt kein s.gpkg.sha256" in signage("restore", stocked, "copy.gpkg")[2]
    signage("backup", "saved.gpkg", "-s", stocked)
    assert signage("restore", "saved.gpkg", "second.gpkg")[2] == ""

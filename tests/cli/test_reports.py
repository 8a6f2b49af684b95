"""`signage reports`: what visitors report, as a list."""

from datetime import date
from pathlib import Path

import pytest

from signage.cli import main
from signage.services.reports import Report, subject_of, take_report
from signage.store import Store
from tests.places import a_municipality, a_sign, an_area


@pytest.fixture
def store_file(geopackage: Store) -> Path:
    a_municipality(geopackage)
    row = geopackage.row("sign", a_sign(geopackage, an_area(geopackage)))
    assert row
    subject = subject_of(geopackage, row["code"])
    assert subject
    report = Report(kind="damaged", language="pl", text="Scheibe\nweg [bold]")
    take_report(geopackage, subject, report, date(2026, 3, 9))
    return Path(geopackage.url)


def listed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["reports", *words])
    assert not ended.value.code
    return capsys.readouterr().out


def test_open_reports_are_listed(store_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = listed(capsys, "--store", str(store_file))
    for said in ("2026-03-09", "EK-001", "Schild ist beschädigt", "Scheibe weg [bold]", "offen"):
        assert said in told


@pytest.mark.parametrize("words", [("--state", "accepted"), ("--municipality", "16067029")])
def test_what_is_not_asked_for_is_not_listed(
    store_file: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, str]
) -> None:
    assert listed(capsys, "--store", str(store_file), *words) == "Keine Meldungen.\n"


def test_an_unknown_state_names_the_known_ones(store_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["reports", "--store", str(store_file), "--state", "x"])
    assert ended.value.code == 1
    assert "accepted" in capsys.readouterr().err

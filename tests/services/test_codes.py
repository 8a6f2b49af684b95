"""Codes of signs as files."""

import csv
import io
import zipfile
from pathlib import Path

import pytest

from signage.codes.matrix import matrix
from signage.domain.validity import today
from signage.errors import Conflict, InvalidInput, NotFound, Unavailable
from signage.services.codes import printed_code, qr_file, write_codes
from signage.store import Store
from tests.places import a_sign, an_area

URL = "https://schilder.example.de"


def manifest(path: Path) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        return list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode())))


def test_a_zip_holds_every_code_of_today_by_area_and_number(geopackage: Store, tmp_path: Path) -> None:
    area = an_area(geopackage)
    for number in ("EK-002", "EK-001"):
        a_sign(geopackage, area, number=number)
    a_sign(geopackage, area, number="EK-003", valid_to=today())
    a_sign(geopackage, area, code=False, number="EK-004")
    assert write_codes(geopackage, tmp_path / "codes.zip", public_url=URL) == 2
    rows = manifest(tmp_path / "codes.zip")
    assert [row["number"] for row in rows] == ["EK-001", "EK-002"]
    assert rows[0]["address"] == f"HTTPS://SCHILDER.EXAMPLE.DE/{rows[0]['code']}"
    assert rows[0]["area"] == "Erfurter Kreuz"


@pytest.mark.parametrize("key", ["AW", "aw", "am wald", "2"])
def test_an_area_is_named_by_id_short_key_or_name(geopackage: Store, tmp_path: Path, key: str) -> None:
    a_sign(geopackage, an_area(geopackage))
    there = a_sign(geopackage, an_area(geopackage, name="Am Wald", number="AW"))
    write_codes(geopackage, tmp_path / "codes.zip", public_url=URL, area=key)
    [row] = manifest(tmp_path / "codes.zip")
    assert row["code"] == geopackage.row("sign", there)["code"]  # type: ignore[index]


def test_an_unknown_area_names_those_there_are(geopackage: Store, tmp_path: Path) -> None:
    an_area(geopackage)
    with pytest.raises(NotFound, match="Erfurter Kreuz"):
        write_codes(geopackage, tmp_path / "codes.zip", public_url=URL, area="Mond")


def test_labels_are_a_pdf_and_tell_their_progress(geopackage: Store, tmp_path: Path) -> None:
    a_sign(geopackage, an_area(geopackage))
    told: list[tuple[int, int]] = []
    path = tmp_path / "codes.pdf"
    write_codes(geopackage, path, public_url=URL, progress=lambda done, total: told.append((done, total)))
    assert path.read_bytes().startswith(b"%PDF")
    assert told[-1] == (1, 1)


def test_another_ending_is_refused_and_nothing_written(geopackage: Store, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"\.zip, \.pdf"):
        write_codes(geopackage, tmp_path / "codes.docx", public_url=URL)
    with pytest.raises(InvalidInput):
        write_codes(geopackage, tmp_path / "codes.zip", public_url=URL)
    assert not list(tmp_path.glob("codes.*"))


@pytest.mark.parametrize("suffix", ["zip", "pdf"])
def test_codes_that_cannot_be_read_are_not_written(
    geopackage: Store, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_sign(geopackage, an_area(geopackage))
    monkeypatch.setattr("signage.codes.proof.matrices", lambda texts, level: [matrix("ANDERSWO", level)])
    with pytest.raises(Unavailable, match="lässt sich nicht lesen"):
        write_codes(geopackage, tmp_path / f"codes.{suffix}", public_url=URL)
    assert not list(tmp_path.glob("codes.*"))


def test_only_a_sign_of_the_guide_system_is_printed() -> None:
    for family in ("official", "advertising"):
        with pytest.raises(Conflict, match="VwV-StVO"):
            printed_code({"code": None, "family": family})
    with pytest.raises(Conflict, match="noch keinen Code"):
        printed_code({"code": None, "family": "guide"})


def test_the_code_stands_in_clear_text_below_it_unless_unwanted() -> None:
    sign = {"code": "7K3M9QX0", "family": "guide"}
    assert b">7K3M-9QX0</text>" in qr_file(sign, "svg", public_url=URL)
    assert b"</text>" not in qr_file(sign, "svg", public_url=URL, caption=False)


@pytest.mark.parametrize("address", ["qr.example.org", "https://example.org/Schilder/"])
def test_no_code_is_printed_that_leads_nowhere(geopackage: Store, tmp_path: Path, address: str) -> None:
    a_sign(geopackage, an_area(geopackage))
    with pytest.raises(InvalidInput, match="öffentliche Adresse"):
        write_codes(geopackage, tmp_path / "codes.zip", public_url=address)
    with pytest.raises(InvalidInput, match="öffentliche Adresse"):
        qr_file({"code": "7K3M9QX0", "family": "guide"}, "svg", public_url=address)

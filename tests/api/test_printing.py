"""Sheets and maps for print by API."""

import threading
from pathlib import Path

import pytest
from PIL import Image
from starlette.testclient import TestClient

from signage.services.pictures import set_picture
from signage.store import Store
from tests.artwork.papers_read import coloured_mm, page_mm, pages, words
from tests.places import a_sign, an_area, outline

Headers = dict[str, str]
EXCEPTIONS = '{"lower_edge":{"reason":"Mauer im Weg","who":"Bauamt"}}'


@pytest.fixture
def sign(inventory: Store) -> int:
    """A sign of Amt Wachsenburg with a note, and a reason that somebody answers for."""
    area = an_area(inventory, geometry=outline(0, 0, 100))
    return a_sign(
        inventory,
        area,
        number='EK 7/"ä',
        type="EIN",
        lower_edge_m=1.0,
        note="Schlüssel beim Bauhof",
        exceptions=EXCEPTIONS,
    )


def test_a_sheet_is_a_pdf_named_after_its_sign(client: TestClient, sign: int) -> None:
    answer = client.get(f"/api/v1/signs/{sign}/sheet.pdf")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'inline; filename="Datenblatt_EK_7.pdf"'
    assert "schilder.example.de" in words(answer.content)


def test_reasons_and_notes_are_for_the_municipalitys_staff(
    client: TestClient, sign: int, own: Headers, foreign: Headers
) -> None:
    path = f"/api/v1/signs/{sign}/sheet.pdf"
    public, other, staff = (client.get(path, headers=headers) for headers in ({}, foreign, own))
    assert "Schlüssel beim Bauhof" in words(staff.content)
    assert "Mauer im Weg" in words(staff.content)
    assert public.content == other.content != staff.content
    assert "Bauhof" not in words(public.content)
    assert "no-store" in staff.headers["cache-control"]


def test_a_sheet_shows_the_picture_kept_with_the_sign(
    client: TestClient, inventory: Store, sign: int, tmp_path: Path
) -> None:
    path, row = f"/api/v1/signs/{sign}/sheet.pdf", inventory.row("sign", sign)
    assert row is not None
    assert "kein Foto" in words(client.get(path).content)
    Image.new("RGB", (900, 600), "#3366aa").save(tmp_path / "a.jpg")
    set_picture(inventory, row, tmp_path / "a.jpg", who="test")
    shown = client.get(path).content
    assert "kein Foto" not in words(shown)
    left, _, right, _ = coloured_mm(shown, "#3366aa", near=8)
    assert 60 < right - left <= 68.1


def test_an_unchanged_sheet_is_not_sent_twice(client: TestClient, sign: int) -> None:
    path = f"/api/v1/signs/{sign}/sheet.pdf"
    etag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_sign_that_is_not_there_has_no_sheet(client: TestClient) -> None:
    assert client.get("/api/v1/signs/999/sheet.pdf").status_code == 404
    assert client.get("/api/v1/signs/x/sheet.pdf?day=1").json()["problems"].keys() == {"day"}


def test_a_map_comes_on_the_paper_asked_for(client: TestClient, sign: int) -> None:
    answer = client.get("/api/v1/print.pdf?area=EK&scale=500&paper=A2&orientation=portrait")
    assert answer.status_code == 200, answer.text
    assert page_mm(answer.content) == pytest.approx((420, 594), abs=0.1)
    assert "Maßstab 1 : 500 auf A2" in words(answer.content)
    assert answer.headers["content-disposition"] == 'inline; filename="Karte_500.pdf"'


def test_a_box_in_degrees_will_do(client: TestClient, sign: int) -> None:
    answer = client.get("/api/v1/print.pdf?bbox=10.987,50.849,10.989,50.851")
    assert pages(answer.content) >= 1
    assert "1 : 1 000 auf A3" in words(answer.content)


def test_wrong_wishes_are_named_all_at_once(client: TestClient) -> None:
    path = "/api/v1/print.pdf?area=Mond&bbox=1,2&scale=100&paper=A9&orientation=quer&colour=red"
    problems = client.get(path).json()["problems"]
    assert problems.keys() == {"area", "bbox", "scale", "paper", "orientation", "colour"}


@pytest.mark.parametrize(
    ("middle", "said"),
    [("50.86,10.95", "vertauscht"), ("nan,50", "Länge,Breite"), ("1e400,50", "Länge,Breite"),
     ("200,50", "keine Grad"), ("-70,40", "nicht in Mitteleuropa"), ("10.95", "Länge,Breite")],
)  # fmt: skip
def test_what_is_wrong_with_the_middle_of_a_sheet_is_said(client: TestClient, middle: str, said: str) -> None:
    answer = client.get("/api/v1/print.pdf", params={"centre": middle})
    assert answer.status_code == 422
    assert said in answer.json()["problems"]["centre"]


def test_nothing_or_too_much_asked_for_is_said_in_the_readers_language(client: TestClient, sign: int) -> None:
    english = {"Accept-Language": "en"}
    assert "one of them" in client.get("/api/v1/print.pdf", headers=english).json()["detail"]
    large = client.get("/api/v1/print.pdf?bbox=10,50,11,51&scale=250", headers=english)
    assert large.status_code == 422
    assert "more than 30 sheets" in large.json()["detail"]


def test_when_many_print_the_next_is_asked_to_come_again(client: TestClient, sign: int) -> None:
    press = client.app.api.state.press  # type: ignore[attr-defined]
    press._inside = threading.BoundedSemaphore(1)
    with press.turn():
        assert client.get(f"/api/v1/signs/{sign}/sheet.pdf").status_code == 503
    assert client.get(f"/api/v1/signs/{sign}/sheet.pdf").status_code == 200


def test_a_sheet_is_in_the_language_of_the_link_else_of_the_reader(client: TestClient, sign: int) -> None:
    path, english = f"/api/v1/signs/{sign}/sheet.pdf", {"Accept-Language": "en"}
    assert "DATA SHEET OF A SIGN" in words(client.get(path, headers=english).content)
    assert "DATENBLATT" in words(client.get(f"{path}?lang=de", headers=english).content)


def test_a_map_is_in_the_language_of_the_link_else_of_the_reader(client: TestClient, sign: int) -> None:
    area = client.get(f"/api/v1/signs/{sign}").json()["properties"]["area"]
    path = f"/api/v1/print.pdf?area={area}&scale=500"
    english = {"Accept-Language": "en"}
    assert "LEGEND" in words(client.get(path, headers=english).content)
    answer = client.get(f"{path}&lang=de", headers=english)
    assert "ZEICHENERKLÄRUNG" in words(answer.content)
    assert "Accept-Language" in answer.headers["vary"]
    assert client.get(f"{path}&lang=xx").json()["problems"].keys() == {"lang"}

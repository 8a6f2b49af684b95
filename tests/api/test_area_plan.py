"""The plan of an area as PDF, at the address of each of its signs."""

import subprocess
import sys
from datetime import date

import pytest
from starlette.testclient import TestClient

from signage.artwork.area_sheet import frame_of
from signage.domain.validity import today
from signage.settings import Settings
from signage.store import Store
from signage_api.app import create_app
from signage_api.routes import area_plans
from tests.artwork.papers_read import page_mm, pages, words
from tests.places import EAST, NORTH, a_municipality, a_sign, a_tenant, an_area, outline, point

NASTY = "#sys.inputs <img src=x> & Söhne *fett*"


@pytest.fixture
def code(geopackage: Store) -> str:
    a_municipality(geopackage)
    area = an_area(geopackage, geometry=outline(0, 0, 1000), confirmed_on=date(2026, 3, 1))
    for number in range(1, 13):
        here = {"geometry": point(80 * number, 700), "street": "Hauptstr."}
        a_tenant(geopackage, area, name=f"Firma {number}", number=number, **here)
    a_tenant(
        geopackage,
        area,
        name=NASTY,
        number=77,
        gate="5",
        lorry_height_m=3.8,
        geometry=point(500, 100),
        phone="036",
    )
    a_tenant(geopackage, area, name="Ortlos GmbH", geometry=None)
    row = geopackage.row("sign", a_sign(geopackage, area, name="Einfahrt Süd"))
    assert row
    return str(row["code"])


@pytest.fixture
def client(geopackage: Store) -> TestClient:
    settings = Settings(public_url="https://schilder.example.de", operator="Stadt Muster")
    return TestClient(create_app(settings, store=geopackage))


def test_the_plan_says_what_the_page_says(client: TestClient, code: str) -> None:
    answer = client.get(f"/{code}/area.pdf?lang=de")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == 'inline; filename="erfurter_kreuz.pdf"'
    map_page, lists = words(answer.content, 0), words(answer.content, 1)
    assert "Erfurter Kreuz" in map_page
    assert {*map(str, range(1, 13)), "77", "EK-001"} <= set(map_page.split())
    for said in (
        NASTY,
        "Tor 5",
        "Ortlos GmbH",
        "Einfahrt Süd",
        "Notruf 112",
        "Hauptstr.",
        "schilder.example.de",
    ):
        assert said in lists
    assert "036" not in lists


def test_a_gate_is_named_as_on_the_page(client: TestClient, code: str, geopackage: Store) -> None:
    area = geopackage.read("area")[0]["id"]
    a_tenant(geopackage, area, name="Torhaus", number=78, gate="T 1", geometry=point(600, 100))
    lists = words(client.get(f"/{code}/area.pdf?lang=de").content, 1)
    assert "T 1" in lists
    assert "Tor T 1" not in lists


def test_it_is_a4_and_in_english_for_who_reads_no_german(client: TestClient, code: str) -> None:
    answer = client.get(f"/{code}/area.pdf?lang=pl")
    assert sorted(page_mm(answer.content)) == pytest.approx([210, 297], abs=0.1)
    assert "Emergency call 112" in words(answer.content)
    assert answer.headers["content-language"] == "en"


def test_it_is_made_once_for_each_state_of_the_data(
    client: TestClient, code: str, geopackage: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def drawn(_store: Store, area: int, **_more: object) -> bytes:
        made.append(area)
        return b"%PDF-"

    monkeypatch.setattr(area_plans, "area_sheet", drawn)
    first = client.get(f"/{code}/area.pdf")
    again = client.get(f"/{code}/area.pdf", headers={"If-None-Match": first.headers["etag"]})
    client.get(f"/{code}/area.pdf")
    assert (again.status_code, again.content, len(made)) == (304, b"", 1)
    a_tenant(geopackage, made[0], name="Neu GmbH")
    assert client.get(f"/{code}/area.pdf").headers["etag"] != first.headers["etag"]
    assert len(made) == 2


def test_it_is_named_by_what_it_shows_and_not_by_what_others_do(
    client: TestClient, code: str, geopackage: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(area_plans, "area_sheet", lambda *_, **__: b"%PDF-")
    tag = client.get(f"/{code}/area.pdf").headers["etag"]
    a_tenant(geopackage, an_area(geopackage, number="ANDERS"), name="Anderswo GmbH")
    assert client.get(f"/{code}/area.pdf").headers["etag"] == tag
    settings = Settings(public_url="https://schilder.example.de", operator="Stadt Anders")
    other = TestClient(create_app(settings, store=geopackage))
    assert other.get(f"/{code}/area.pdf").headers["etag"] != tag


def test_where_no_area_is_shown_there_is_no_plan(client: TestClient, code: str, geopackage: Store) -> None:
    row = geopackage.row("sign", a_sign(geopackage))
    ended = geopackage.row("sign", a_sign(geopackage, an_area(geopackage, number="X", valid_to=today())))
    assert row
    assert ended
    for path in (row["code"], ended["code"], "0000000Z", "x"):
        assert client.get(f"/{path}/area.pdf").status_code == 404


def test_an_area_without_firms_has_a_plan_too(geopackage: Store, client: TestClient) -> None:
    a_municipality(geopackage)
    row = geopackage.row("sign", a_sign(geopackage, an_area(geopackage)))
    assert row
    assert pages(client.get(f"/{row['code']}/area.pdf").content) == 2


def test_what_draws_is_not_loaded_by_the_process_that_answers_scans(code: str, geopackage: Store) -> None:
    script = f"""
import sys
from starlette.testclient import TestClient
from signage.settings import Settings
from signage_api.app import create_app
with TestClient(create_app(Settings(store={geopackage.url!r}))) as client:
    assert client.get("/{code}/area.pdf").content.startswith(b"%PDF")
print({{"shapely", "numpy", "typst", "PIL", "pyproj"}} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "set()", done.stdout + done.stderr


def test_the_square_is_the_printed_boards_as_on_the_page(
    client: TestClient, code: str, geopackage: Store
) -> None:
    area = geopackage.read("area")[0]["id"]
    assert "FELD" not in words(client.get(f"/{code}/area.pdf?lang=de").content, 1).upper().split()
    a_tenant(geopackage, area, name="Eckhaus", number=79, square="H9", geometry=point(600, 100))
    plan = client.get(f"/{code}/area.pdf?lang=de").content
    assert "<small>H9</small>" in client.get(f"/{code}?lang=de").text
    assert {"FELD", "H9"} <= set(words(plan, 1).upper().split())
    # No letters of the plan's own that would say something else.
    assert not {"A", "F"} & set(words(plan, 0).split())


def test_the_map_shows_the_whole_area_with_room_around_it() -> None:
    for width, height in ((10.0, 10.0), (3000.0, 100.0), (100.0, 3000.0), (20_000.0, 20_000.0)):
        window, _ = frame_of((EAST, NORTH, EAST + width, NORTH + height))
        assert window.holds(EAST, NORTH, margin_mm=5)
        assert window.holds(EAST + width, NORTH + height, margin_mm=5)
        assert window.scale % 500 == 0

"""Reports in the API, for the staff of the municipality in charge."""

import pytest
from starlette.testclient import TestClient

from signage.domain.validity import today
from signage.services.reports import Report, subject_of, take_report
from signage.services.tokens import new_token
from signage.settings import Settings
from signage.store import Store
from signage_api.app import create_app
from tests.places import a_municipality, a_sign, an_area, outline

Headers = dict[str, str]
AT = "/api/v1/reports"


@pytest.fixture
def client(geopackage: Store) -> TestClient:
    a_municipality(geopackage)
    a_municipality(geopackage, ags="16067029", name="Gotha", geometry=outline(20e3, -20e3, 40e3))
    row = geopackage.row("sign", a_sign(geopackage, an_area(geopackage)))
    assert row
    subject = subject_of(geopackage, row["code"])
    assert subject
    for text in ("eins", "zwei"):
        given = Report(
            kind="damaged", language="pl", text=text, photo=b"\xff\xd8" if text == "eins" else None
        )
        take_report(geopackage, subject, given, today())
    return TestClient(create_app(Settings(), store=geopackage))


def bearer(store: Store, ags: str) -> Headers:
    return {"Authorization": f"Bearer {new_token(store, municipality=ags, label='Bauamt')}"}


@pytest.fixture
def own(geopackage: Store, client: TestClient) -> Headers:
    return bearer(geopackage, "16070028")


@pytest.fixture
def foreign(geopackage: Store, client: TestClient) -> Headers:
    return bearer(geopackage, "16067029")


def test_the_list_is_newest_first_and_goes_on(client: TestClient, own: Headers) -> None:
    first = client.get(f"{AT}?limit=1&state=open", headers=own).json()
    assert [row["text"] for row in first["reports"]] == ["zwei"]
    following = first["links"][0]["href"].partition("8000")[2]
    assert [row["text"] for row in client.get(following, headers=own).json()["reports"]] == ["eins"]


def test_nobody_else_reads_reports(client: TestClient, foreign: Headers) -> None:
    assert client.get(AT).status_code == client.get(f"{AT}/1/photo.jpg").status_code == 401
    assert client.get(AT, headers=foreign).json()["reports"] == []
    for path in ("/1", "/1/photo.jpg", "/999", "/x", "/0x1", "/²"):
        assert client.get(AT + path, headers=foreign).status_code == 404
    settled = client.patch(f"{AT}/1", json={"state": "accepted"}, headers=foreign | {"If-Match": '"1"'})
    assert settled.status_code == 404


def test_a_report_is_settled_once_by_the_version_that_was_seen(client: TestClient, own: Headers) -> None:
    etag = client.get(f"{AT}/1", headers=own).headers["etag"]
    body = {"state": "refused", "answer": "Das Schild steht."}
    assert client.patch(f"{AT}/1", json=body, headers=own).status_code == 428
    settled = client.patch(f"{AT}/1", json=body, headers=own | {"If-Match": etag})
    assert (settled.status_code, settled.json()["state"], settled.headers["etag"]) == (200, "refused", '"2"')
    assert client.patch(f"{AT}/1", json=body, headers=own | {"If-Match": etag}).status_code == 409


def test_what_is_wrong_with_a_settlement_is_named(client: TestClient, own: Headers) -> None:
    wrong = {"state": 7, "answer": 5, "duplicate_of": "x", "colour": "red"}
    answer = client.patch(f"{AT}/1", json=wrong, headers=own | {"If-Match": '"1"'})
    assert answer.status_code == 422
    assert answer.json()["problems"].keys() == {"answer", "duplicate_of", "colour"}
    answer = client.patch(f"{AT}/1", json={"state": 7}, headers=own | {"If-Match": '"1"'})
    assert answer.json()["problems"].keys() == {"state"}


def test_the_photo_is_for_staff_and_kept_by_no_cache(client: TestClient, own: Headers) -> None:
    photo = client.get(f"{AT}/1/photo.jpg", headers=own)
    assert (photo.content, photo.headers["content-type"]) == (b"\xff\xd8", "image/jpeg")
    assert "no-store" in photo.headers["cache-control"]
    assert client.get(f"{AT}/2/photo.jpg", headers=own).status_code == 404


def test_wrong_wishes_are_named(client: TestClient, own: Headers) -> None:
    answer = client.get(f"{AT}?state=gone&before=x&municipality=y&colour=red", headers=own)
    assert answer.json()["problems"].keys() == {"state", "before", "municipality", "colour"}

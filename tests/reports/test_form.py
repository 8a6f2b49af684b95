"""The form that visitors send, from the first tap to the number; and what is tried against it."""

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from httpx2 import Response
from starlette.requests import Request
from starlette.testclient import TestClient

from signage.errors import Said, Unavailable
from signage.services.reports import KINDS, limits, list_reports
from signage.services.rights import everywhere
from signage.settings import Settings
from signage.store import Store
from signage_api.app import create_app
from signage_api.reporting import routes
from signage_api.reporting.senders import read_networks
from tests.parts.markup import faults
from tests.places import a_municipality, a_sign, a_tenant, an_area
from tests.reports.pictures import SECRET, a_photo

PUBLIC_URL = "https://schilder.example.de"
STAFF = everywhere("Bauamt")
REPORTS, NOTES = 6, 3  # an hour; less than in earnest, for the tests' sake
NASTY = "<img src=x onerror=alert(1)> & Söhne"


class Visitor:
    """Opens the form of a sign and sends it a moment later."""

    def __init__(self, client: TestClient, code: str, service: Any) -> None:
        self.client, self.code = client, code
        self.path = f"/{code}/report"
        self._forms = service.api.state.desk.tokens

    def token(self, *, age_s: float = 10) -> str:
        """A token as if the form had been opened a while ago."""
        clock, self._forms._clock = self._forms._clock, lambda: clock() - age_s
        try:
            return str(self._forms.new(self.code))
        finally:
            self._forms._clock = clock

    def send(self, kind: str = "damaged", *, photo: bytes | None = None, **given: Any) -> Response:
        headers = {"Origin": PUBLIC_URL} | given.pop("headers", {})
        fields = {"kind": kind, "token": self.token(), "lang": "de", "text": "", "website": ""} | given
        files = {"photo": ("IMG.jpg", photo if photo is not None else b"", "image/jpeg")}
        return self.client.post(self.path, data=fields, files=files, headers=headers)


@pytest.fixture
def code(geopackage: Store) -> str:
    a_municipality(geopackage)
    area = an_area(geopackage)
    a_tenant(geopackage, area, name=NASTY)
    row = geopackage.row("sign", a_sign(geopackage, area))
    assert row
    return str(row["code"])


@pytest.fixture
def visitor(geopackage: Store, code: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitor]:
    monkeypatch.setattr(limits, "REPORTS_AN_HOUR", REPORTS)
    monkeypatch.setattr(limits, "NOTES_AN_HOUR", NOTES)
    settings = Settings(public_url=PUBLIC_URL, contact_email="schilder@example.de")
    service = create_app(settings, store=geopackage)
    with TestClient(service, base_url=PUBLIC_URL) as client:
        yield Visitor(client, code, service)


@pytest.fixture
def stored(geopackage: Store) -> Callable[[], list[dict[str, Any]]]:
    """Call for the reports that arrived, newest first."""
    return lambda: list_reports(geopackage, rights=STAFF)


Stored = Callable[[], list[dict[str, Any]]]


def alert(answer: Response) -> str:
    found = re.search(r'role="alert"><b>([^<]*)', answer.text)
    return found[1] if found else ""


def test_from_the_signs_page_it_is_two_taps(visitor: Visitor, stored: Stored) -> None:
    page = visitor.client.get(f"/{visitor.code}?lang=de").text
    link = re.search(r'href="([^"]+)">Etwas stimmt nicht<', page)
    assert link
    form = visitor.client.get(link[1]).text
    assert form.count("<button") == len(KINDS)
    assert "Amt Wachsenburg" in form
    answer = visitor.send("pasted")
    assert answer.status_code == 200
    [row] = stored()
    assert f"Ihre Meldung hat die Nummer {row['id']} und geht an: Amt Wachsenburg." in answer.text


def test_every_button_of_the_form_makes_a_report(visitor: Visitor, stored: Stored) -> None:
    for kind in KINDS:
        assert f'<button name="kind" value="{kind}">' in visitor.client.get(visitor.path).text
        assert visitor.send(kind).status_code == 200
    assert {row["kind"] for row in stored()} == set(KINDS)


def test_the_form_is_in_the_readers_language(visitor: Visitor, stored: Stored) -> None:
    assert '<html lang="en"' in visitor.client.get(f"{visitor.path}?lang=en").text
    assert "Thank you for your report" in visitor.send(lang="en").text
    assert stored()[0]["language"] == "en"


def test_the_form_fits_a_third_of_the_first_flight(visitor: Visitor) -> None:
    answer = visitor.client.get(visitor.path, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 5_000


def test_form_and_thanks_are_valid(visitor: Visitor) -> None:
    pages = [visitor.client.get(visitor.path), visitor.send("nothing", text=NASTY), visitor.send()]
    assert [faults(page.text) for page in pages] == [[], [], []]


def test_note_firm_and_photo_arrive(visitor: Visitor, stored: Stored, geopackage: Store) -> None:
    [firm] = geopackage.read("tenant")
    answer = visitor.send("gone", text="zugezogen", tenant=str(firm["id"]), photo=a_photo())
    assert answer.status_code == 200
    [row] = stored()
    assert (row["text"], row["tenant"], len(row["photo"])) == ("zugezogen", firm["id"], 64)
    assert SECRET not in (geopackage.path.read_bytes())  # type: ignore[attr-defined]


def test_odd_names_and_notes_stand_there_as_they_are(visitor: Visitor) -> None:
    again = visitor.send("nothing", text=f"{NASTY}</textarea><script>")
    assert again.status_code == 422
    assert "<img src" not in again.text
    assert "<script" not in again.text


@pytest.mark.parametrize("content", [b"\0\0\0\x18ftypheic" + b"\0" * 50, b"%PDF-1.7 no photo"])
def test_a_report_arrives_though_its_photo_is_none(visitor: Visitor, stored: Stored, content: bytes) -> None:
    answer = visitor.send(photo=content)
    assert answer.status_code == 200
    assert "ohne Foto angekommen" in answer.text
    assert ("HEIC" in answer.text) == (b"heic" in content)
    assert stored()[0]["photo"] is None


def test_a_thumb_that_taps_twice_reports_once(visitor: Visitor, stored: Stored) -> None:
    token = visitor.token()
    first, second = visitor.send(token=token), visitor.send(token=token)
    assert first.status_code == second.status_code == 200
    assert [row["times"] for row in stored()] == [1]


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"token": ""}, 422, "noch einmal"),
        ({"token": "a-b-c"}, 422, "noch einmal"),
        ({"website": "http://spam.example"}, 422, "leer lassen"),
        ({"kind": "nothing"}, 422, "tippen Sie an"),
        ({"text": "x" * 501}, 422, "länger als 500"),
        ({"headers": {"Origin": "https://evil.example"}}, 403, "fremden Seite"),
        ({"headers": {"Origin": "null"}}, 403, "fremden Seite"),
        ({"headers": {"Sec-Fetch-Site": "cross-site"}}, 403, "fremden Seite"),
        ({"headers": {"Sec-Fetch-Site": "same-site"}}, 403, "fremden Seite"),
    ],
)
def test_what_is_not_taken_is_told_with_the_form(
    visitor: Visitor, stored: Stored, given: dict[str, Any], status: int, said: str
) -> None:
    answer = visitor.send(**given)
    assert (answer.status_code, stored()) == (status, [])
    assert said in alert(answer)
    assert answer.text.count("<button") == len(KINDS)


def test_who_taps_too_quickly_taps_once_more(visitor: Visitor, stored: Stored) -> None:
    quick = visitor.send(token=visitor.token(age_s=0), text="Tor 5")
    assert quick.status_code == 422
    assert ">Tor 5</textarea>" in quick.text
    assert visitor.send(text="Tor 5").status_code == 200
    assert len(stored()) == 1


def test_a_token_of_another_sign_is_none(visitor: Visitor, stored: Stored, geopackage: Store) -> None:
    token = visitor.token()
    row = geopackage.row("sign", a_sign(geopackage, number="EK-002"))
    assert row
    visitor.path = f"/{row['code']}/report"
    assert visitor.send(token=token).status_code == 422
    assert stored() == []


def test_a_browser_of_old_that_names_no_origin_is_heard(visitor: Visitor, stored: Stored) -> None:
    fields = {"kind": "damaged", "token": visitor.token()}
    assert visitor.client.post(visitor.path, data=fields).status_code == 200
    assert len(stored()) == 1


def test_a_flood_is_told_so_with_another_way(visitor: Visitor, stored: Stored) -> None:
    answers = [visitor.send() for _ in range(REPORTS + 1)]
    assert [answer.status_code for answer in answers] == [200] * REPORTS + [429]
    assert "in 10 min" in alert(answers[-1])
    assert "schilder@example.de" in answers[-1].text
    assert 540 < int(answers[-1].headers["retry-after"]) <= 600
    assert [row["times"] for row in stored()] == [REPORTS]


def test_who_claims_other_addresses_is_known_by_the_last_that_the_proxy_saw(
    visitor: Visitor, geopackage: Store
) -> None:
    service = create_app(Settings(public_url=PUBLIC_URL, trusted_proxies="198.51.100.7"), store=geopackage)
    with TestClient(service, base_url=PUBLIC_URL, client=("198.51.100.7", 1)) as client:
        flooder = Visitor(client, visitor.code, service)
        for number in range(REPORTS):
            claimed = {"X-Forwarded-For": f"10.1.{number}.1, 203.0.113.5"}
            assert flooder.send(headers=claimed).status_code == 200
        assert flooder.send(headers={"X-Forwarded-For": "10.9.9.9, 203.0.113.6"}).status_code == 429
        assert flooder.send(headers={"X-Forwarded-For": "203.0.114.5"}).status_code == 200


def test_two_fields_of_addresses_are_one_list() -> None:
    """As of a proxy that adds a field of its own below the one that the sender made up."""
    desk = SimpleNamespace(proxies=read_networks("198.51.100.7"))
    app = SimpleNamespace(state=SimpleNamespace(desk=desk))
    fields = [(b"x-forwarded-for", b"192.0.2.66"), (b"x-forwarded-for", b"203.0.113.5")]
    scope = {"type": "http", "headers": fields, "client": ("198.51.100.7", 1), "app": app}
    assert routes._sender(Request(scope)) == "203.0.113.5"


def test_over_its_share_of_notes_a_network_is_still_counted(visitor: Visitor, stored: Stored) -> None:
    for number in range(NOTES):
        visitor.send(text=f"Hinweis {number}")
    over = visitor.send("pasted", text="Aufkleber", photo=a_photo())
    assert "Hinweis und Foto konnten wir nicht annehmen" in over.text
    assert (stored()[0]["kind"], stored()[0]["text"]) == ("pasted", "")


def test_a_photo_beyond_the_bounds_is_refused_before_it_is_read(visitor: Visitor, stored: Stored) -> None:
    answer = visitor.send(photo=b"\xff\xd8" + b"x" * (routes._MOST_BYTES + 1))
    assert (answer.status_code, stored()) == (413, [])
    assert "größer als 8 MB" in alert(answer)


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data"])
def test_what_is_no_form_is_told_so(visitor: Visitor, kind: str) -> None:
    answer = visitor.client.post(
        visitor.path, content=b"{}", headers={"Content-Type": kind, "Origin": PUBLIC_URL}
    )
    assert answer.status_code == 400
    assert "nicht zu lesen" in alert(answer)


def test_a_store_that_takes_nothing_is_told_so(
    visitor: Visitor, geopackage: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = visitor.token()

    def fail() -> None:
        raise Unavailable(Said("voll", "full"))

    monkeypatch.setattr(geopackage, "write_plain", fail)
    answer = visitor.send(token=token)
    assert answer.status_code == 503
    assert "gerade nicht speichern" in alert(answer)


@pytest.mark.parametrize("path", ["/0000000Z/report", "/plan/report", "/x/report", "/%00/report"])
def test_where_no_sign_is_there_is_no_form(visitor: Visitor, path: str) -> None:
    assert visitor.client.get(path).status_code == 404
    assert visitor.client.post(path, data={"kind": "gone"}).status_code in (404, 405)


def test_the_form_keeps_nothing_on_the_device_and_runs_nothing(visitor: Visitor) -> None:
    for answer in (visitor.client.get(visitor.path), visitor.send()):
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
        assert "script-src" not in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "same-origin"


def test_no_address_is_stored_or_logged(
    visitor: Visitor, geopackage: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        visitor.send(headers={"X-Forwarded-For": "203.0.113.77", "User-Agent": "Telefonwerke 7"}, text="x")
    geopackage.checkpoint()  # type: ignore[attr-defined]
    kept = geopackage.path.read_bytes()  # type: ignore[attr-defined]
    for word in ("203.0.113", "Telefonwerke"):
        assert word.encode() not in kept
        assert word not in caplog.text

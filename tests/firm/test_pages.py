"""What a firm sees and sends by its link."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event, update
from starlette.testclient import TestClient

from signage.domain.validity import today
from signage.services.editing import end_row
from signage.services.firm_links import end_firm_links, new_firm_link
from signage.services.offices import save_office
from signage.services.proposals import list_proposals, refuse_proposal
from signage.services.secret_keys import hashed
from signage.store import Store
from signage.store.account_tables import mail_link
from signage_api.logs import JsonLines
from tests.places import a_tenant, an_area
from tests.proposals.conftest import OWN

HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
KEPT = {"kind": "correct", "name": "Muster GmbH", "street": "Am Kreuz", "house_number": "1"}


def version(store: Store, firm: int) -> int:
    row = store.row("tenant", firm)
    assert row
    return int(row["version"])


def send(client: TestClient, link: str, firm_version: int, **fields: str) -> Any:
    return client.post(f"{link}?lang=de", data={"seen_version": str(firm_version), **fields})


def test_a_firm_sees_what_is_public_and_what_is_not(client: TestClient, link: str) -> None:
    page = client.get(link)
    assert page.status_code == 200
    assert "Muster GmbH" in page.text
    assert 'post@muster.example <span class="firm-private">nicht öffentlich</span>' in page.text
    assert "Erfurter Kreuz" in page.text
    assert 'lang="de"' in page.text
    assert 'lang="en"' in client.get(f"{link}?lang=en").text


def test_nothing_tells_anybody_the_address_of_the_page(client: TestClient, link: str) -> None:
    headers = client.get(link).headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex"
    sent = send(client, link, 1, step="send", kind="confirm")
    assert (sent.status_code, sent.headers["referrer-policy"]) == (303, "no-referrer")


def test_the_link_stands_in_no_log(
    client: TestClient, link: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("signage", "signage_api"):
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
    with caplog.at_level("DEBUG"):
        client.get(link)
        client.post(f"{link}/consents", data={"withdraw": "nonsense"})
        client.get("/invite/geheim")
    lines = [JsonLines().format(record) for record in caplog.records if record.name == "signage_api"]
    assert [json.loads(line)["path"] for line in lines] == ["/firm/…", "/firm/…", "/invite/…"]
    assert link.removeprefix("/firm/") not in "".join(lines)


def test_a_difference_is_shown_before_anything_is_sent(
    client: TestClient, store: Store, firm: int, link: str
) -> None:
    seen = version(store, firm)
    review = send(client, link, seen, step="review", **KEPT | {"name": HOSTILE}, note="Danke\nsehr")
    assert review.status_code == 200
    assert '<del dir="auto">Muster GmbH</del>' in review.text
    assert '<ins dir="auto">&lt;img src=x onerror=alert(1)&gt; &amp; Söhne</ins>' in review.text
    assert "<img" not in review.text
    assert list_proposals(store, rights=OWN) == []
    back = send(client, link, seen, step="edit", **KEPT | {"name": HOSTILE})
    assert 'value="&lt;img src=x onerror=alert(1)&gt; &amp; Söhne"' in back.text
    done = send(client, link, seen, step="send", **KEPT | {"name": HOSTILE}, note="Danke\nsehr")
    assert done.headers["location"] == f"{link}?said=sent&lang=de"
    [waiting] = list_proposals(store, rights=OWN)
    assert (waiting["values"], waiting["note"], waiting["state"]) == (
        {"name": HOSTILE},
        "Danke\nsehr",
        "open",
    )
    assert "Amt Wachsenburg sieht Ihre Angaben durch" in client.get(done.headers["location"]).text


def test_what_is_wrong_is_said_and_all_that_was_typed_is_kept(client: TestClient, link: str) -> None:
    wrong = KEPT | {"name": "", "lorry_height_m": "hoch", "activity": HOSTILE, "web": "javascript:x"}
    page = send(client, link, 1, step="review", **wrong)
    assert page.status_code == 422
    assert "Das darf nicht leer sein." in page.text
    assert 'value="hoch"' in page.text
    assert 'value="&lt;img src=x onerror=alert(1)&gt; &amp; Söhne"' in page.text
    assert page.text.count('aria-invalid="true"') == 3
    assert send(client, link, 1, step="review", **KEPT).status_code == 422
    assert send(client, link, 1, step="send", kind="drop table").status_code == 422
    assert send(client, link, 1, step="review", kind="gone", since="31.02.2026").status_code == 422


def test_a_firm_moves_within_its_municipality_and_learns_of_no_other_area(
    client: TestClient, store: Store, link: str, firm: int
) -> None:
    planned = an_area(store, name="Geheimplan", number="GP", valid_from=today() + timedelta(days=90))
    for area in (planned, 999_999):
        for step in ("review", "send"):
            sent = send(
                client, link, version(store, firm), step=step, kind="moved", area=str(area), street="X"
            )
            assert sent.status_code == 422
            assert "Dieses Gewerbegebiet gibt es hier nicht." in sent.text
            assert "Geheimplan" not in sent.text


def test_harmless_words_go_through_where_the_municipality_allows_it(
    client: TestClient, store: Store, firm: int, link: str
) -> None:
    save_office(store, "16070028", mail="", cycle_months=6, firms_direct=True, seen_version=0, rights=OWN)
    done = send(client, link, version(store, firm), step="send", kind="confirm")
    assert "said=through" in done.headers["location"]
    row = store.row("tenant", firm)
    assert row
    assert row["confirmed_on"] == today()
    [entry] = [one for one in store.history(layer="tenant", row=firm) if one["action"] == "update"]
    assert entry["who"].startswith("Firma selbst (Link vom ")


def test_a_firm_reads_what_became_of_its_proposal(
    client: TestClient, store: Store, firm: int, link: str
) -> None:
    send(client, link, version(store, firm), step="send", **KEPT | {"name": "Neu GmbH"})
    [waiting] = list_proposals(store, rights=OWN)
    refuse_proposal(
        store, waiting["id"], rights=OWN, seen_version=1, answer="Im Register steht <b>Muster</b>."
    )
    page = client.get(link).text
    assert "wurde nicht übernommen:" in page
    assert "Im Register steht &lt;b&gt;Muster&lt;/b&gt;." in page


def test_consents_are_given_and_withdrawn_at_once(
    client: TestClient, store: Store, firm: int, link: str
) -> None:
    code = store.read("sign")[0]["code"]
    nameless = client.post(f"{link}/consents", data={"give": ["email"], "given_by": " "})
    assert nameless.status_code == 422
    assert 'value="email" checked' in nameless.text
    given = client.post(f"{link}/consents", data={"give": ["email"], "given_by": "Frau Öz"})
    assert given.status_code == 303
    assert client.get(f"/{code}.json").json()["firms"][0]["email"] == "post@muster.example"
    assert "mailto:post@muster.example" in client.get(f"/{code}").text
    assert "Frau Öz" in client.get(link).text
    assert client.post(f"{link}/consents", data={"withdraw": "email"}).status_code == 303
    assert client.get(f"/{code}.json").json()["firms"][0]["email"] is None
    assert "post@muster.example" not in client.get(f"/{code}").text


def test_every_link_that_opens_nothing_gets_the_same_answer(
    client: TestClient, store: Store, area: int, firm: int, link: str
) -> None:
    over = new_firm_link(store, firm, mail="a@example.org", rights=OWN)
    withdrawn_firm = a_tenant(store, area, name="Weg GmbH")
    withdrawn = new_firm_link(store, withdrawn_firm, mail="a@example.org", rights=OWN)
    end_firm_links(store, withdrawn_firm, rights=OWN)
    gone_firm = a_tenant(store, area, name="Fort GmbH")
    gone = new_firm_link(store, gone_firm, mail="a@example.org", rights=OWN)
    end_row(store, "tenant", gone_firm, today(), rights=OWN)
    with store.write_plain() as connection:
        latest = connection.execute(
            mail_link.select().where(mail_link.c.tenant == firm).order_by(mail_link.c.created_at.desc())
        ).first()
        assert latest
        past = latest.created_at - timedelta(days=1)
        connection.execute(update(mail_link).where(mail_link.c.hash == latest.hash).values(ends_at=past))
    dead = [f"/firm/{value}" for value in (over, withdrawn, gone, "x" * 32, "Ä" * 40)]
    dead.append(link[:-1] + ("A" if link[-1] != "A" else "B"))
    answers = {(answer.status_code, answer.text) for answer in map(client.get, dead)}
    assert len(answers) == 1
    assert answers.pop()[0] == 404
    for path in dead:
        assert send(client, path, 1, step="send", kind="gone").status_code == 404
        assert client.post(f"{path}/consents", data={"give": "phone", "given_by": "x"}).status_code == 404
    assert client.get(link).status_code == 200
    assert list_proposals(store, rights=OWN) == []


def test_a_link_over_asks_the_store_as_little_as_one_that_never_was(
    client: TestClient, store: Store, firm: int
) -> None:
    over, never = (new_firm_link(store, firm, mail="a@example.org", rights=OWN) for _ in range(2))
    end_firm_links(store, firm, rights=OWN)
    with store.write_plain() as connection:
        connection.execute(delete(mail_link).where(mail_link.c.hash == hashed(never)))
    statements: list[str] = []

    def listen(*given: Any) -> None:
        statements.append(given[2])

    event.listen(store._reader, "before_cursor_execute", listen)
    client.get(f"/firm/{over}")
    asked = len(statements)
    client.get(f"/firm/{never}")
    event.remove(store._reader, "before_cursor_execute", listen)
    assert len(statements) == 2 * asked > 0


def test_a_firm_gives_its_link_back(client: TestClient, link: str) -> None:
    assert "ungültig" in client.post(f"{link}/close").text
    assert client.get(link).status_code == 404


def test_a_form_of_another_site_changes_nothing(client: TestClient, store: Store, link: str) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(link, data={"step": "send", "kind": "confirm"}, headers=foreign).status_code == 403
    assert client.post(link, content=b"x" * 70_000).status_code in (413, 422)
    assert client.post(link, content=b"a=%FF").status_code in (400, 422)
    assert list_proposals(store, rights=OWN) == []


def test_too_much_from_one_network_waits(client: TestClient, link: str) -> None:
    answers = [send(client, link, 1, step="review", kind="confirm").status_code for _ in range(65)]
    assert (answers[0], answers[-1]) == (200, 429)

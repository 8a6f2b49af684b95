"""Signs that say something wrong: a task on the start page, a list for the sign maker, done and undone."""

import json
from datetime import timedelta

import pytest

from signage.domain.validity import today
from signage.services.editing import end_row
from signage.services.notices import list_notices
from signage.services.rights import Rights
from signage.store import Store
from tests.desk.conftest import HERE, THERE, SignIn
from tests.parts.desk import Visitor
from tests.places import a_sign, a_tenant, an_area

TODAY = today()
KIM = Rights(frozenset([HERE]), "Kim Muster")
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"


@pytest.fixture
def notices(inventory: Store) -> list[str]:
    """A firm ended that a board lists; the keys that its form sends."""
    area = an_area(inventory)
    a_sign(inventory, area, number="EK-001", type="INF")
    firm = a_tenant(inventory, area, name=HOSTILE)
    end_row(inventory, "tenant", firm, TODAY, rights=KIM)
    return [f"{one.id}.{one.version}" for one in list_notices(inventory, rights=KIM, day=TODAY)]


def test_the_start_page_leads_to_the_signs_that_became_wrong(clerk: Visitor, notices: list[str]) -> None:
    page = clerk.get("/desk").text
    assert 'href="/desk/signs"><span class="start-task__text">1 Schild nennt eine Firma' in page


def test_the_list_says_what_to_change_and_hands_it_to_the_sign_maker(
    clerk: Visitor, notices: list[str]
) -> None:
    page = clerk.get("/desk/signs").text
    assert "EK-001" in page
    assert "<del>&lt;img src=x onerror=alert(1)&gt; &amp; Söhne</del>" in page
    assert "Zeile entfernen" in page
    table = clerk.get("/desk/signs/changes.csv").content.decode("utf-8-sig").splitlines()
    assert table[0].startswith("Gewerbegebiet;Schild;")
    assert "Firma weg" in table[1]


def test_what_is_done_leaves_the_list_and_comes_back_when_it_was_not(
    clerk: Visitor, notices: list[str]
) -> None:
    done = clerk.post("/desk/signs/done", {"notice": notices, "on": str(TODAY)})
    assert done.headers["location"] == "/desk/signs?state=open&said=1"
    page = clerk.get(done.headers["location"]).text
    assert "1 Zeile ist als erledigt gemeldet." in page
    assert "Auf keinem Schild, für das Sie zuständig sind, steht etwas Falsches." in page
    assert "gemeldet von Kim Clerk" in clerk.get("/desk/signs?state=done").text
    number = notices[0].partition(".")[0]
    clerk.post("/desk/signs/undo", {"notice": f"{number}.3"})
    assert "EK-001" not in clerk.get("/desk/signs").text
    clerk.post("/desk/signs/undo", {"notice": f"{number}.2"})
    assert "EK-001" in clerk.get("/desk/signs").text


def test_what_was_ticked_stays_ticked_when_the_day_is_wrong(clerk: Visitor, notices: list[str]) -> None:
    later = str(TODAY + timedelta(days=1))
    answer = clerk.post("/desk/signs/done", {"notice": notices, "on": later})
    assert answer.status_code == 422
    assert "Der Tag liegt in der Zukunft." in answer.text
    assert f'value="{notices[0]}" checked' in answer.text
    assert f'value="{later}"' in answer.text


def test_what_somebody_else_reported_meanwhile_is_told(clerk: Visitor, notices: list[str]) -> None:
    clerk.post("/desk/signs/done", {"notice": notices})
    again = clerk.post("/desk/signs/done", {"notice": notices})
    assert again.status_code == 409
    assert "von jemand anderem bearbeitet" in again.text


def test_signs_of_others_are_neither_listed_nor_reported(sign_in: SignIn, notices: list[str]) -> None:
    stranger = sign_in("clerk", THERE)
    assert "EK-001" not in stranger.get("/desk/signs").text
    assert "EK-001" not in stranger.get("/desk/signs/changes.csv").text
    assert '/desk/signs">' not in stranger.get("/desk").text.partition("<main")[2]
    assert stranger.post("/desk/signs/done", {"notice": notices}).status_code == 404
    assert stranger.post("/desk/signs/done", {"notice": "9999.1"}).status_code == 404


def test_who_only_reads_has_nothing_to_tick(sign_in: SignIn, notices: list[str]) -> None:
    reader = sign_in("reader", HERE)
    page = reader.get("/desk/signs").text
    assert "EK-001" in page
    assert 'type="checkbox"' not in page
    assert reader.post("/desk/signs/done", {"notice": notices}).status_code == 403


@pytest.fixture
def named(inventory: Store) -> int:
    """A firm that a board lists."""
    area = an_area(inventory)
    a_sign(inventory, area, number="EK-001", type="INF")
    return a_tenant(inventory, area, name=HOSTILE)


def test_a_name_typed_into_the_table_tells_the_signs_that_have_the_old_one(
    clerk: Visitor, named: int
) -> None:
    body = {"rows": [{"id": named, "version": 1, "cells": {"name": HOSTILE + " Neu"}}]}
    headers = {"Cookie": clerk.cookie, "Sec-Fetch-Site": "same-origin", "x-form-token": clerk.token}
    answer = clerk.client.post("/desk/firms/cells", content=json.dumps(body), headers=headers)
    assert answer.json()["signs"] == "1 Schild ist zu ändern: EK-001."
    assert "EK-001" in clerk.get("/desk/signs").text
    body = {"rows": [{"id": named, "version": 2, "cells": {"note": "x"}}]}
    assert (
        "signs"
        not in clerk.client.post("/desk/firms/cells", content=json.dumps(body), headers=headers).json()
    )


def test_a_name_put_right_while_confirming_tells_its_signs(
    clerk: Visitor, inventory: Store, named: int
) -> None:
    row = inventory.row("tenant", named)
    assert row
    answers = {
        f"{named}.version": "1", f"{named}.verdict": "corrected", f"{named}.corrected.name": "Neu GmbH",
    }  # fmt: skip
    done = clerk.post(f"/desk/confirm/{row['area']}", answers)
    page = clerk.get(done.headers["location"]).text
    assert "1 Schild ist zu ändern:" in page
    assert "EK-001" in page
    assert "<img src=x" not in page


def test_the_directory_is_right_at_once_while_the_sign_is_still_to_be_changed(
    clerk: Visitor, inventory: Store, named: int
) -> None:
    code = inventory.read("sign")[0]["code"]

    def listed() -> list[str]:
        return [firm["name"] for firm in clerk.client.get(f"/{code}.json").json()["firms"]]

    assert listed() == [HOSTILE]
    fields = {"name": "Neu GmbH", "meaning": "wrong", "version": "1"}
    assert clerk.post(f"/desk/firms/{named}/rename", fields).status_code == 303
    assert listed() == ["Neu GmbH"]
    assert (
        clerk.post(f"/desk/firms/{named}/end", {"on": TODAY.isoformat(), "version": "2"}).status_code == 303
    )
    assert listed() == []
    assert "EK-001" in clerk.get("/desk/signs").text


def test_firms_ended_together_tell_their_signs(clerk: Visitor, named: int) -> None:
    change = {"change": "end", "value_valid_to": TODAY.isoformat(), "step": "store", "firm": f"{named}:1"}
    done = clerk.post("/desk/firms/many", change)
    assert "1 Schild ist zu ändern:" in clerk.get(done.headers["location"]).text


def test_very_many_lines_stand_on_several_pages(
    clerk: Visitor, inventory: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signage_api.desk.history.signs.PAGE", 2)
    area = an_area(inventory)
    firm = a_tenant(inventory, area, name="Muster GmbH")
    for number in range(5):
        a_sign(inventory, area, number=f"EK-{number}", type="INF")
    end_row(inventory, "tenant", firm, TODAY, rights=KIM)
    seen = ["".join(f"{n}" for n in range(5) if f">EK-{n}</a>" in clerk.get(f"/desk/signs?page={page}").text)
            for page in (1, 2, 3)]  # fmt: skip
    assert seen == ["01", "23", "4"]
    middle = clerk.get("/desk/signs?page=2").text
    assert 'rel="prev" href="/desk/signs?state=open&amp;area=&amp;page=1"' in middle
    assert 'rel="next" href="/desk/signs?state=open&amp;area=&amp;page=3"' in middle
    assert len(clerk.get("/desk/signs/changes.csv").text.splitlines()) == 6

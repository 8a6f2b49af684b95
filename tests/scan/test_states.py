"""A code answers in every state, and what was taken away is gone with the next request."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from signage.codes import token as tokens
from signage.settings import Settings
from signage.store import Store
from signage.store.changes import ChangeSet
from signage_api.scanning import ScanFirst
from tests.scan import places
from tests.scan.asking import ask, behind
from tests.scan.conftest import DAY, Calendar, change, token_of_staff


def slip(code: str) -> str:
    """The code with one wrong character in the middle."""
    wrong = next(sign for sign in tokens.ALPHABET if sign != code[3])
    return code[:3] + wrong + code[4:]


@pytest.mark.parametrize("shape", ["{}", "{}-{}", "{}%20{}"])
def test_a_code_is_read_leniently(door: ScanFirst, code: str, shape: str) -> None:
    typed = shape.format(code) if shape == "{}" else shape.format(code[:4], code[4:])
    for path in (f"/{typed}", f"/{typed.lower()}"):
        reply = ask(door, path.replace("%20", " "))
        assert reply.status == 200
        assert f'<link rel="canonical" href="https://schild.example/{code}">' in reply.text


def test_look_alikes_are_read_as_what_was_meant(door: ScanFirst, store: Store, area: int) -> None:
    with change(store) as changes:
        body = "10BCDF1"
        token = body + tokens.check_character(body)
        changes.register_codes([token], "live")
        changes.create(
            "sign",
            {"code": token, "area": area, "municipality": "16070028", "geometry": places.point(0, 0)},
        )
    assert ask(door, f"/IOBCDFL{token[-1]}").status == 200


def test_a_minted_code_is_not_issued_yet(door: ScanFirst, store: Store, area: int) -> None:
    with change(store) as changes:
        (minted,) = changes.mint(1)
    reply = ask(door, f"/{minted}")
    assert reply.status == 404
    assert "noch nicht vergeben" in reply.text
    assert "melden" in reply.text


@pytest.mark.parametrize("state", ["planned", "applied", "ordered"])
def test_a_sign_that_may_come_to_nothing_has_no_page(
    door: ScanFirst, store: Store, area: int, state: str
) -> None:
    with change(store) as changes:
        code = places.a_sign(changes, area, state=state)
    reply = ask(door, f"/{code}")
    assert (reply.status, "noch nicht vergeben" in reply.text) == (404, True)
    assert ask(door, f"/{code}.json").status == 404


def test_the_maker_can_prove_the_code_of_a_commissioned_sign(
    door: ScanFirst, store: Store, area: int
) -> None:
    with change(store) as changes:
        code = places.a_sign(changes, area, state="commissioned")
    reply = ask(door, f"/{code}")
    assert (reply.status, "Dieses Schild ist noch nicht aufgestellt" in reply.text) == (200, True)
    assert ask(door, f"/{code}.json").data["sign"]["stands"] is False


def test_a_mounted_sign_has_its_page_at_once(door: ScanFirst, store: Store, area: int) -> None:
    with change(store) as changes:
        code = places.a_sign(changes, area, state="planned")
    assert ask(door, f"/{code}").status == 404
    sign = store.sign_of(code)
    assert sign
    with change(store) as changes:
        changes.update("sign", sign["id"], {"state": "mounted"})
    assert "noch nicht aufgestellt" not in ask(door, f"/{code}").text


def test_nobody_is_sent_to_a_sign_that_does_not_stand(
    door: ScanFirst, store: Store, area: int, code: str
) -> None:
    with change(store) as changes:
        places.a_sign(changes, area, x=310, number="MO-002", state="planned")
        places.a_sign(changes, area, x=320, number="MO-003", state="commissioned")
        places.a_sign(changes, area, x=500, number="MO-004")
        changes.set_code(code, state="retired")
    assert re.findall("Schild (MO-00.)", ask(door, f"/{code}").text) == ["MO-004"]


def test_an_unknown_code_with_a_right_check_character_is_not_issued(door: ScanFirst, code: str) -> None:
    reply = ask(door, "/" + tokens.mint())
    assert reply.status == 404
    assert "noch nicht vergeben" in reply.text


def test_nobody_is_asked_to_report_where_nobody_takes_reports(
    door: ScanFirst, store: Store, code: str, passed_on: list[str]
) -> None:
    assert "Bitte melden Sie uns" in ask(door, "/" + tokens.mint()).text
    silent = ScanFirst(behind(passed_on), store, Settings(scan_flush_seconds=3600), authorise=token_of_staff)
    try:
        assert "melden" not in ask(silent, "/" + tokens.mint()).text
    finally:
        silent.close()


def test_a_mistyped_code_offers_the_neighbours_that_exist(door: ScanFirst, code: str) -> None:
    reply = ask(door, "/" + slip(code))
    assert reply.status == 404
    assert f'href="/{code}?lang=de"' in reply.text
    assert "Schild MO-001, Muster-Ost" in reply.text


def test_a_letter_that_no_code_has_is_a_slip_too(door: ScanFirst, code: str) -> None:
    wrong = f"11{code[2:7]}A"
    reply = ask(door, f"/{wrong}")
    assert reply.status == 404
    assert "gibt es nicht" in reply.text


def test_a_moved_code_leads_to_the_new_one(door: ScanFirst, store: Store, area: int, code: str) -> None:
    with change(store) as changes:
        new = places.a_sign(changes, area, number="MO-002")
        changes.set_code(code, state="moved", moved_to=new)
    assert (ask(door, f"/{code}").status, ask(door, f"/{code}").headers["location"]) == (302, f"/{new}")
    assert ask(door, f"/{code}?lang=en").headers["location"] == f"/{new}?lang=en"
    assert ask(door, f"/{code}.json").headers["location"] == f"/{new}.json"


def test_codes_that_moved_in_a_circle_are_gone(door: ScanFirst, store: Store, area: int, code: str) -> None:
    with change(store) as changes:
        other = places.a_sign(changes, area, number="MO-002")
        changes.set_code(code, state="moved", moved_to=other)
        changes.set_code(other, state="moved", moved_to=code)
    assert ask(door, f"/{code}").status == 410


@pytest.mark.parametrize("how", ["retired", "ended", "withdrawn", "dismantled"])
def test_a_sign_that_is_gone_names_the_nearest_directory(
    door: ScanFirst, store: Store, area: int, code: str, how: str
) -> None:
    assert ask(door, f"/{code}").status == 200
    with change(store) as changes:
        near = places.a_sign(changes, area, x=500, number="MO-002")
        places.a_sign(changes, area, x=900, number="MO-003")
        _end(store, changes, code, how)
    reply = ask(door, f"/{code}")
    assert reply.status == 410
    assert f'href="/{near}?lang=de">Schild MO-002, Muster-Ost</a> (200\u00a0m entfernt)' in reply.text
    assert ask(door, f"/{code}.json").status == 410


def _end(store: Store, changes: ChangeSet, code: str, how: str) -> None:
    sign = store.sign_of(code)
    assert sign
    if how == "retired":
        changes.set_code(code, state="retired")
    elif how == "withdrawn":
        changes.withdraw("sign", sign["id"])
    else:
        changes.update("sign", sign["id"], {"valid_to": DAY} if how == "ended" else {"state": "dismantled"})


def test_an_area_that_ended_is_said_to_have(door: ScanFirst, store: Store, area: int, code: str) -> None:
    with change(store) as changes:
        changes.update("area", area, {"valid_to": DAY})
    reply = ask(door, f"/{code}")
    assert reply.status == 410
    assert "nicht mehr geführt" in reply.text
    assert ask(door, f"/{code}.json").status == 410


def test_a_sign_outside_every_area_has_no_directory(door: ScanFirst, store: Store, area: int) -> None:
    with change(store) as changes:
        code = places.a_sign(changes, None)
    assert "gehört zu keinem Gewerbegebiet" in ask(door, f"/{code}").text


def test_a_firm_whose_last_day_is_today_is_gone(
    door: ScanFirst, store: Store, code: str, add_firm: Callable[..., int]
) -> None:
    firm = add_firm(valid_to=DAY + timedelta(days=1))
    assert "Müller GmbH" in ask(door, f"/{code}").text
    with change(store) as changes:
        changes.update("tenant", firm, {"valid_to": DAY})
    assert "Müller GmbH" not in ask(door, f"/{code}").text


def test_midnight_takes_a_firm_off_and_puts_another_on(
    door: ScanFirst, calendar: Calendar, code: str, add_firm: Callable[..., int]
) -> None:
    add_firm(name="Alt", valid_to=DAY + timedelta(days=1))
    add_firm(name="Neu", valid_from=DAY + timedelta(days=1), number=2)
    assert [firm["name"] for firm in ask(door, f"/{code}.json").data["firms"]] == ["Alt"]
    assert ">Alt<" in ask(door, f"/{code}").text
    calendar.day += timedelta(days=1)
    assert ">Neu<" in ask(door, f"/{code}").text
    assert ">Alt<" not in ask(door, f"/{code}").text


@pytest.mark.parametrize("tail", ["", ".json"])
def test_another_day_is_for_staff_only(
    door: ScanFirst, code: str, add_firm: Callable[..., int], tail: str
) -> None:
    add_firm(valid_to=DAY)
    past = f"/{code}{tail}?as_of=2026-11-01"
    assert "Müller GmbH" in ask(door, past, authorization="Bearer staff").text
    for headers in ({}, {"authorization": "Bearer other"}, {"authorization": "Basic c3RhZmY="}):
        refused = ask(door, past, **headers)
        assert refused.status == 401
        assert refused.headers["content-type"] == "application/problem+json"


def test_who_sends_no_token_is_told_so_and_can_ask_about_it(door: ScanFirst, code: str) -> None:
    refused = ask(door, f"/{code}?as_of=2026-11-01")
    assert (refused.data["type"], "gilt nicht" in refused.data["detail"]) == (
        "urn:signage:problem:denied",
        False,
    )
    assert "Authorization: Bearer" in refused.data["detail"]
    assert refused.data["request_id"] == refused.headers["x-request-id"]


def test_another_day_stands_on_its_page_and_today_does_not(door: ScanFirst, code: str) -> None:
    past = ask(door, f"/{code}?as_of=2022-01-01", authorization="Bearer staff").text
    assert "Stand am 01.01.2022 (nur für die Verwaltung)" in past
    assert "Stand am" not in ask(door, f"/{code}").text


@pytest.mark.parametrize("tail", ["", ".json"])
def test_another_day_of_another_town_is_not_there(door: ScanFirst, code: str, tail: str) -> None:
    past = f"/{code}{tail}?as_of=2026-11-01"
    assert ask(door, past, authorization="Bearer neighbour").status == 404


def test_a_day_that_is_none_is_refused_in_words(door: ScanFirst, code: str) -> None:
    for text in ("gestern", "20261101", "2026-W44-7"):
        refused = ask(door, f"/{code}?as_of={text}", authorization="Bearer staff")
        assert (refused.status, "2026-11-22" in refused.data["detail"]) == (422, True)


def test_a_problem_is_told_as_the_api_tells_it(door: ScanFirst) -> None:
    german, english = (ask(door, f"/0000000Z.json?lang={language}").data for language in ("de", "en"))
    assert german.keys() == {"type", "title", "status", "detail", "instance", "request_id"}
    assert (german["type"], german["title"]) == ("urn:signage:problem:not-found", "Das gibt es hier nicht")
    assert english["title"] == "There is no such thing here"
    assert german["detail"] != english["detail"]


def test_home_takes_a_code_as_it_is_typed(door: ScanFirst, code: str) -> None:
    assert '<input id="code" name="code"' in ask(door, "/").text
    reply = ask(door, f"/?code={code[:4].lower()}+-+{code[4:]}&lang=en")
    assert (reply.status, reply.headers["location"]) == (302, f"/{code}?lang=en")


def test_home_says_what_a_code_looks_like(door: ScanFirst) -> None:
    reply = ask(door, "/?code=%3Cb%3E")
    assert reply.status == 422
    assert "„&lt;b&gt;“ ist kein Code" in reply.text


@pytest.mark.parametrize(
    "path", ["/map", "/api/v1/signs", "/healthz", "/overview", "/robots.txt", "/7K3M9QX4/x"]
)
def test_everything_else_goes_on_to_the_application(door: ScanFirst, passed_on: list[str], path: str) -> None:
    assert ask(door, path).status == 418
    assert passed_on == [path]

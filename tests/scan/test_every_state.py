"""One table: what a code answers in each state, in each language, as page, as head and as data."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from signage import languages
from signage.codes import token as tokens
from signage.services.reshaping import merge_areas
from signage.services.rights import everywhere
from signage.store import Store
from signage_api.scanning import ScanFirst
from tests.scan import places
from tests.scan.asking import ask
from tests.scan.conftest import DAY, change
from tests.scan.test_states import slip

Make = Callable[[Store, int, str], str]


def live(store: Store, area: int, code: str) -> str:
    return code


def _set(store: Store, code: str, **values: Any) -> str:
    with change(store) as changes:
        changes.set_code(code, **values)
    return code


def moved(store: Store, area: int, code: str) -> str:
    with change(store) as changes:
        new = places.a_sign(changes, area, number="MO-002")
    return _set(store, code, state="moved", moved_to=new)


def moved_twice(store: Store, area: int, code: str) -> str:
    with change(store) as changes:
        between = places.a_sign(changes, area, number="MO-002")
    moved(store, area, between)
    return _set(store, code, state="moved", moved_to=between)


def retired(store: Store, area: int, code: str) -> str:
    return _set(store, code, state="retired")


def dismantled(store: Store, area: int, code: str) -> str:
    return _sign(store, code, state="dismantled")


def commissioned(store: Store, area: int, code: str) -> str:
    return _sign(store, code, state="commissioned")


def planned(store: Store, area: int, code: str) -> str:
    return _sign(store, code, state="planned")


def without_area(store: Store, area: int, code: str) -> str:
    return _sign(store, code, area=None)


def _sign(store: Store, code: str, **values: Any) -> str:
    sign = store.sign_of(code)
    assert sign
    with change(store) as changes:
        changes.update("sign", sign["id"], values)
    return code


def mistyped(store: Store, area: int, code: str) -> str:
    return slip(code)


def never_issued(store: Store, area: int, code: str) -> str:
    return tokens.mint()


def area_ended(store: Store, area: int, code: str) -> str:
    with change(store) as changes:
        changes.update("area", area, {"valid_to": DAY})
    return code


def area_merged(store: Store, area: int, code: str) -> str:
    with change(store) as changes:
        beside = [(840, 560), (1200, 560), (1200, 0), (800, -40)]
        kept = places.an_area(changes, name="Muster-Mitte", number="MM", geometry=places.multipolygon(beside))
    merge_areas(store, {area: 1, kept: 1}, keep=kept, rights=everywhere("Test"))
    return code


def municipality_merged(store: Store, area: int, code: str) -> str:
    [town] = store.read("municipality")
    with change(store) as changes:
        changes.create("municipality", {"ags": "16070099", "name": "Neustadt", "geometry": town["geometry"]})
        ended = {"valid_to": DAY - timedelta(days=1), "successor": "16070099"}
        changes.update("municipality", town["id"], ended)
    return code


# State: status of page and data, and what German readers are told.
STATES: dict[Make, tuple[int, int, str]] = {
    live: (200, 200, "Muster-Ost"),
    moved: (302, 302, ""),
    moved_twice: (302, 302, ""),
    retired: (410, 410, "Dieses Schild gibt es nicht mehr"),
    dismantled: (410, 410, "Dieses Schild gibt es nicht mehr"),
    commissioned: (200, 200, "noch nicht aufgestellt"),
    planned: (404, 404, "noch nicht vergeben"),
    without_area: (200, 200, "gehört zu keinem Gewerbegebiet"),
    mistyped: (404, 404, "Meinten Sie eines dieser Schilder?"),
    never_issued: (404, 404, "noch nicht vergeben"),
    area_ended: (410, 410, "nicht mehr geführt"),
    area_merged: (200, 200, "Muster-Mitte"),
    municipality_merged: (200, 200, "Neustadt"),
}


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_code_answers_in_every_state(
    door: ScanFirst, store: Store, area: int, code: str, state: Make
) -> None:
    asked = state(store, area, code)
    status, status_of_data, said = STATES[state]
    texts = set()
    for language in languages.languages():
        reply = ask(door, f"/{asked}", accept_language=language)
        head = ask(door, f"/{asked}", "HEAD", accept_language=language)
        assert (reply.status, head.status, head.body) == (status, status, b"")
        assert head.headers == reply.headers
        assert ask(door, f"/{asked}/{language}/").status == status
        data = ask(door, f"/{asked}.json", accept_language=language)
        head = ask(door, f"/{asked}.json", "HEAD", accept_language=language)
        assert (data.status, head.status, head.body) == (status_of_data, status_of_data, b"")
        if status == 302:
            assert ask(door, reply.headers["location"]).status == 200
        else:
            assert f'<html lang="{language}"' in reply.text
            texts.add(reply.text)
        if status_of_data >= 400:
            assert data.headers["content-type"] == "application/problem+json"
            assert data.data["status"] == status_of_data
    assert said in ask(door, f"/{asked}", accept_language="de").text
    assert len(texts) in (0, len(languages.languages()))


def test_codes_of_a_merged_area_lead_to_the_firms_of_both(
    door: ScanFirst, store: Store, area: int, code: str, add_firm: Callable[..., int]
) -> None:
    add_firm(name="Alt GmbH")
    area_merged(store, area, code)
    shown = ask(door, f"/{code}.json").data
    assert (shown["area"]["name"], [firm["name"] for firm in shown["firms"]]) == (
        "Muster-Mitte",
        ["Alt GmbH"],
    )


def test_a_new_name_of_a_merged_town_is_shown_at_once(
    door: ScanFirst, store: Store, area: int, code: str
) -> None:
    municipality_merged(store, area, code)
    assert "Neustadt" in ask(door, f"/{code}").text
    new = next(row for row in store.read("municipality") if row["ags"] == "16070099")
    with change(store) as changes:
        changes.update("municipality", new["id"], {"name": "Neustadt am Berg"})
    assert "Neustadt am Berg" in ask(door, f"/{code}").text


def test_the_number_of_a_sign_leads_to_it(door: ScanFirst, store: Store, area: int, code: str) -> None:
    for typed in ("MO-001", "mo-001", "MO+001", "mo001", "%20MO-001"):
        reply = ask(door, f"/?code={typed}&lang=en")
        assert (reply.status, reply.headers["location"]) == (302, f"/{code}?lang=en"), typed


def test_several_signs_of_one_number_are_a_choice(
    door: ScanFirst, store: Store, area: int, code: str
) -> None:
    with change(store) as changes:
        other = places.an_area(changes, name="Anderswo", number="AW")
        there = places.a_sign(changes, other, x=600)
        places.a_sign(changes, other, x=700, state="dismantled")
    reply = ask(door, "/?code=MO-001")
    assert reply.status == 200
    assert f'href="/{there}?lang=de">Schild MO-001, Anderswo</a>' in reply.text
    assert f'href="/{code}?lang=de">Schild MO-001, Muster-Ost</a>' in reply.text
    assert reply.text.count('<li><a href="/') == 2


def test_a_number_that_looks_like_a_code_is_found_all_the_same(
    door: ScanFirst, store: Store, area: int
) -> None:
    with change(store) as changes:
        code = places.a_sign(changes, area, number="WB-000012")
    assert ask(door, "/?code=WB-000012").headers["location"] == f"/{code}"
    assert ask(door, "/?code=WB-000013").headers["location"] == "/WB000013"

"""Values that no page of ours sends: each is answered as wrong or as not there, never as a fault of ours."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import product
from time import process_time
from urllib.parse import quote

import pytest

from signage.domain.validity import today
from signage.services.editing import change_row
from signage.services.reverting import revert_change_set
from signage.services.rights import Rights
from signage.store import Store
from signage_api.desk.confirm_form import answers_of, typed_in
from signage_api.desk.signed_in import Fields
from tests.desk.conftest import HERE, THERE, SignIn
from tests.places import a_tenant, an_area, outline

_HUGE = "9" * 5_000  # more digits than Python reads as a number
_HOSTILE = ("a\x00b", _HUGE, f"{2**63}:1")
_DAYS = frozenset({"day", "since", "until", "earlier", "later", "on", "given_on", "valid_from"})
_QUERIES = {
    "/desk/firms": ("q", "area", "by", "page", "done", "set"),
    "/desk/firms/similar": ("name", "street", "geometry", "but"),
    "/desk/firms/addresses": ("q",),
    "/desk/firms/new": ("name", "area"),
    "/desk/firms/{firm}/merge": ("q",),
    "/desk/history": ("who", "area", "since", "until", "before"),
    "/desk/asof": ("day", "area"),
    "/desk/asof/firms.csv": ("day", "area"),
    "/desk/compare": ("area", "earlier", "later", "municipality"),
    "/desk/signs": ("area", "page", "done"),
    "/desk/queue": ("area", "page", "done"),
    "/desk/excel/export": ("of",),
    "/desk/confirm/{area}": ("done", "set"),
    "/firm": ("of",),
    "/login": ("next",),
}
_FORMS = {
    "/desk/firms/{firm}": ("name", "version", "on", "area", "street", "number", "lorry_height_m", "email"),
    "/desk/firms/{firm}/move": ("version", "on", "area", "street", "geometry"),
    "/desk/firms/{firm}/split": ("version", "on", "parts"),
    "/desk/firms/{firm}/merge": ("version", "on", "other", "q"),
    "/desk/firms/new": ("name", "area", "valid_from", "geometry"),
    "/desk/firms/many": ("firm", "value_note"),
    "/desk/firms/undo": ("set", "back"),
    "/desk/undo": ("change_set", "back"),
    "/desk/confirm/{area}": ("{firm}.moved.area", "{firm}.moved.street", "{firm}.version"),
    "/desk/queue/several": ("chosen", "row"),
    "/desk/queue/undo": ("done",),
    "/desk/queue/firm/{firm}": ("given_by", "given_on", "how", "mail", "what"),
    "/desk/office/16070028": ("mail", "cycle_months", "version"),
    "/account/devices": ("key",),
    "/account/prove": ("password", "code"),
    "/login": ("mail", "password"),
    "/login/forgot": ("mail",),
}
_PATHS = (
    "/desk/firms/{}", "/desk/confirm/{}", "/desk/queue/{}", "/desk/queue/ask/{}", "/desk/queue/firm/{}",
    "/desk/excel/{}", "/desk/history/set/{}", "/desk/history/tenant/{}", "/desk/office/{}", "/people/{}",
    "/people/{}/end", "/people/1/grants/{}/end", "/invite/{}", "/firm/{}",
)  # fmt: skip


def _tried(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        for value in (*_HOSTILE, *(("0001-01-01", "9999-12-31") if name in _DAYS else ())):
            yield name, value


@pytest.fixture
def firm(inventory: Store) -> dict[str, str]:
    area = an_area(inventory)
    return {"area": str(area), "firm": str(a_tenant(inventory, area=area, name="Muster GmbH"))}


def test_no_query_breaks_a_page(sign_in: SignIn, firm: dict[str, str]) -> None:
    clerk, broken = sign_in("clerk", HERE), []
    for path, names in _QUERIES.items():
        for name, value in _tried(names):
            address = f"{path.format(**firm)}?{name}={quote(value)}"
            if clerk.get(address).status_code >= 500:
                broken.append(address[:60])
    assert broken == []


def test_no_form_breaks_a_page(sign_in: SignIn, firm: dict[str, str]) -> None:
    clerk, broken = sign_in("clerk", HERE), []
    token = clerk.token
    usual = {
        "form_token": token, "version": "1", "meaning": "since", "on": "2026-11-28", "change": "note",
        "is_new": "1", "do": "give", "give": "phone", "step": "look", "name": "Neu", "area": "",
        f"{firm['firm']}.version": "1", f"{firm['firm']}.verdict": "moved",
    }  # fmt: skip
    for path, names in _FORMS.items():
        for name, value in _tried(names):
            fields = usual | {name.format(**firm): value}
            if clerk.post(path.format(**firm), fields).status_code >= 500:
                broken.append((path, name, value[:20]))
    assert broken == []


def test_no_address_breaks_a_page(sign_in: SignIn) -> None:
    administrator, broken = sign_in("administrator"), []
    token = administrator.token
    for path, value in product(_PATHS, (*_HOSTILE, str(2**63), "9" * 40, "p" + "9" * 30, "r٣")):
        address = path.format(quote(value))
        answers = administrator.get(address), administrator.post(address, {"form_token": token})
        broken += [address[:60] for answer in answers if answer.status_code >= 500]
    assert broken == []


def test_cells_with_a_nul_are_refused(sign_in: SignIn, firm: dict[str, str]) -> None:
    clerk = sign_in("clerk", HERE)
    rows = [{"id": int(firm["firm"]), "version": 1, "cells": {"note": "a\0b"}}]
    for path in ("cells", "preview"):
        sent = clerk.client.post(
            f"/desk/firms/{path}",
            json={"rows": rows},
            headers={"Cookie": clerk.cookie, "Sec-Fetch-Site": "same-origin", "x-form-token": clerk.token},
        )
        assert sent.status_code == 400


def test_who_may_not_see_a_change_set_is_not_told_that_it_was_taken_back(
    sign_in: SignIn, inventory: Store, firm: dict[str, str]
) -> None:
    here = Rights(frozenset([HERE]), "Kim")
    row = change_row(inventory, "tenant", int(firm["firm"]), {"note": "x"}, seen_version=1, rights=here)
    done = inventory.change_set_of("tenant", row["id"], row["version"])
    assert done is not None
    revert_change_set(inventory, done, rights=here)
    stranger = sign_in("clerk", THERE)
    for path, field in {"/desk/undo": "change_set", "/desk/firms/undo": "set"}.items():
        answers = [
            stranger.post(path, {field: str(number)}, headers={"Accept": "application/json"})
            for number in (done, 99_999)
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        words = [answer.json()["detail"] for answer in answers]
        assert words[0].replace(str(done), "N") == words[1].replace("99999", "N")


def test_the_name_of_a_planned_area_is_not_told_to_others(sign_in: SignIn, inventory: Store) -> None:
    planned = an_area(inventory, name="Geheimplan", valid_from=today() + timedelta(days=90))
    told = [
        "Geheimplan" in sign_in("clerk", place).get(f"/desk/confirm?done=1&area={planned}").text
        for place in (HERE, THERE)
    ]
    assert told == [True, False]


def test_moving_a_firm_out_of_reach_keeps_what_was_typed(
    sign_in: SignIn, inventory: Store, firm: dict[str, str]
) -> None:
    there = an_area(inventory, name="Gotha-Ost", municipality=THERE, geometry=outline(25e3, -5e3, 1e3))
    number = firm["firm"]
    fields = {
        f"{number}.version": "1", f"{number}.verdict": "moved",
        f"{number}.moved.area": str(there), f"{number}.moved.street": "Neuer Weg",
    }  # fmt: skip
    answer = sign_in("clerk", HERE).post(f"/desk/confirm/{firm['area']}", fields)
    assert answer.status_code == 422
    assert "Neuer Weg" in answer.text
    assert "Gotha-Ost" not in answer.text


def test_a_form_of_thousands_of_rows_is_read_at_once() -> None:
    pairs = [(f"{n}.{name}", "moved" if name == "verdict" else "1") for n in range(1, 4_000)
             for name in ("version", "verdict", "moved.street")]  # fmt: skip
    fields, begun = Fields(pairs), process_time()
    assert len(answers_of(fields)) == len(typed_in(fields)) == 3_999
    assert process_time() - begun < 2

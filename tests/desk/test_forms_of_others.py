"""Every form of the desk, filled in as a page of ours sends it, for a row of others: it is not there.

Which forms there are is read from the routes; a new one without an entry in `FORMS` fails by its name. The
same form is taken, or shown anew, for one's own row: so an entry that no longer fits its form fails too.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from starlette.testclient import TestClient

from signage.domain.validity import today
from signage.services.notices import list_notices, report_done
from signage.services.reports import settle_report
from signage.services.rights import Rights, everywhere
from signage.services.round_trip.desk import receive
from signage.services.tenants.moving import rename_tenant
from signage.settings import Settings
from signage_api.app import create_app
from tests.api.test_role_matrix import leaked
from tests.desk.test_role_routes import NONE, routes
from tests.firm.test_logos import a_picture
from tests.parts.roles import EAST, PUBLIC_URL, TOWN, WHO, World
from tests.parts.stores import new_geopackage

TODAY = today().isoformat()
ABROAD = ("foreign", "missing")


class Form(NamedTuple):
    """What is sent for a row of a place: the parameters of the path and the fields; `json` where a script
    sends it, `files` beside them. `hides` is the answer for what is not there, `takes` those for one's own.
    """

    fill: Callable[[World, str], tuple[dict[str, Any], dict[str, Any]]]
    json: bool = False
    hides: int = 404
    takes: tuple[int, ...] = (200, 303)
    files: dict[str, tuple[str, bytes]] | None = None


def _firm(world: World, place: str) -> int:
    return world.fresh("tenant", place) if place in EAST else NONE


def _at(param: str, layer: str, **fields: Any) -> Form:
    """The row stands in the path."""

    def fill(world: World, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
        if layer == "area":
            return {param: world.areas.get(place, NONE)}, fields
        return {param: world.fresh(layer, place) if place in EAST else NONE}, fields

    return Form(fill)


def _merged(world: World, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"number": _firm(world, place)}, {
        "version": "1",
        "other": f"{_firm(world, 'own')}:1",
        "meaning": "wrong",
    }


def _of_set(param: str = "", name: str = "", *, json: bool = False, hides: int = 404) -> Form:
    """A change set of the place, in the path or in a field."""

    def fill(world: World, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
        number = NONE
        if place in EAST:
            number = world.store.change_set_of("tenant", world.fresh("tenant", place), 1) or NONE
        return ({param: number} if param else {}), ({name: number} if name else {})

    return Form(fill, json=json, hides=hides)


def _cells(world: World, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return {}, {"rows": [{"id": _firm(world, place), "version": 1, "cells": {"street": "Neu"}}]}


def _many(world: World, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    change = {"change": "note", "value_note": "Neu", "step": "store"}
    return {}, change | {"firm": f"{_firm(world, place)}:1"}


def _all(world: World, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    row = world.store.row("tenant", _firm(world, place))
    name = row["name"] if row else "Nirgendwo GmbH"
    return {}, {"filter": f"q={name}", "change": "note", "value_note": "Neu", "step": "look"}


def _new(world: World, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return {}, {"name": "Neu KG", "area": str(world.areas.get(place, NONE)), "is_new": "1"}


def _parked(world: World, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    row = world.fresh("parked", place) if place in EAST else NONE
    return {}, {"file": f"{place}.csv", "row": str(row)}


def _several(world: World, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    entry = world.fresh("report", place) if place in EAST else NONE
    return {}, {"chosen": f"r{entry}:1", "do": "accept", "step": "send"}


def _signs(world: World, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A notice of a firm that a board names and that was renamed."""
    notice = 0
    if place in EAST:
        firm = _firm(world, place)
        rename_tenant(world.store, firm, "Neu AG", on=today(), seen_version=1, rights=everywhere("test"))
        found = list_notices(world.store, rights=everywhere("test"), day=today(), state="open")
        notice = next((one.id for one in found if one.area == world.areas[place]), 0)
        assert notice, "no sign names the firm"
    return {}, {"notice": f"{notice or NONE}.1", "on": TODAY}


def _done(world: World, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A notice that was reported done."""
    params, fields = _signs(world, place)
    if place in EAST:
        number, version = (int(part) for part in fields["notice"].split("."))
        report_done(world.store, [(number, version)], rights=everywhere("test"))
        fields = {"notice": f"{number}.{version + 1}"}
    return params, fields


def _settled(world: World, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A report that was settled."""
    number = NONE
    if place in EAST:
        number = world.fresh("report", place)
        settle_report(world.store, number, rights=everywhere("test"), seen_version=1, state="accepted")
    return {}, {"done": f"r{number}:2"}


def _office(_world: World, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    fields = {"mail": "amt@example.org", "cycle_months": "6", "version": "0"}
    return {"ags": TOWN.get(place, "16099999")}, fields


def _confirm(world: World, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    firm = _firm(world, place)
    return {"area": world.areas.get(place, NONE)}, {f"{firm}.version": "1", f"{firm}.verdict": "here"}


def _upload(**fields: Any) -> Form:
    """A file that somebody of the place has sent."""

    def fill(world: World, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
        name = {"own": "clerk", "foreign": "manager"}.get(place)
        if name is None:
            return {"key": "x" * 24}, fields
        rights = Rights(None, name, account=world.accounts[name])
        key = receive(world.store, b"Betrieb;Standort\nNeu KG;Gebiet own\n", "liste.csv", rights=rights)
        return {"key": key}, fields

    return Form(fill)


FORMS: dict[str, Form] = {
    "/desk/confirm/{area}": Form(_confirm),
    "/desk/excel/{key}/columns": _upload(column=["name", "area"], then="take"),
    "/desk/excel/{key}/forget": _upload()._replace(hides=303),
    "/desk/excel/{key}/revert": _upload(),
    "/desk/excel/{key}/rows": _upload(then="kind:new"),
    "/desk/excel/{key}/sheet": _upload(encoding="cp1252"),
    "/desk/firms/all": Form(_all, hides=303),
    "/desk/firms/cells": Form(_cells, json=True),
    "/desk/firms/many": Form(_many, hides=303),
    "/desk/firms/new": Form(_new, hides=422),
    "/desk/firms/preview": Form(_cells, json=True),
    "/desk/firms/take-back": _of_set(name="change_set", json=True),
    "/desk/firms/undo": _of_set(name="set"),
    "/desk/firms/{number}": _at("number", "tenant", street="Neu 1", version="1", meaning="wrong"),
    "/desk/firms/{number}/end": _at("number", "tenant", on=TODAY, version="1"),
    "/desk/firms/{number}/merge": Form(_merged),
    "/desk/firms/{number}/move": _at("number", "tenant", street="Neu 1", version="1", meaning="wrong"),
    "/desk/firms/{number}/rename": _at("number", "tenant", name="Neu", version="1", meaning="wrong"),
    "/desk/firms/{number}/split": _at("number", "tenant", parts="Eins\nZwei", on=TODAY, version="1"),
    "/desk/history/set/{number}/revert": _of_set("number"),
    "/desk/office/{ags}": Form(_office),
    "/desk/parked": Form(_parked),
    "/desk/parked/{row}": _at("row", "parked", cell=["Neu GmbH", "Weg 2"]),
    # Taken, and told that no mail server is set.
    "/desk/queue/ask/{area}": _at("area", "area", firm=["1"])._replace(takes=(422,)),
    "/desk/queue/ask/{area}/letters": _at("area", "area", firm=["1"]),
    "/desk/queue/firm/{firm}": _at(
        "firm", "tenant", do="give", give="phone", given_by="Frau Öz", how="Brief"
    ),
    "/desk/queue/firm/{firm}/logo": _at("firm", "tenant", given_by="Frau Öz", how="Brief")._replace(
        files={"logo": ("logo.png", a_picture())}
    ),
    "/desk/queue/several": Form(_several),
    "/desk/queue/undo": Form(_settled, hides=409),
    "/desk/queue/{key}": Form(
        lambda world, place: (
            {"key": f"r{world.fresh('report', place) if place in EAST else NONE}"},
            {"do": "refuse", "answer": "Das stimmt so.", "version": "1"},
        )
    ),
    "/desk/signs/done": Form(_signs),
    "/desk/signs/undo": Form(_done),
    "/desk/undo": _of_set(name="change_set"),
}
# What names no row but in ways of its own, and where that is tested.
ELSEWHERE = {
    "/desk/excel": "sends a file and names no row (tests/desk/test_excel.py)",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One for all forms: what is written is written to new rows."""
    store = new_geopackage(tmp_path_factory.mktemp("forms") / "store.gpkg")
    found = World(store)
    service = create_app(Settings(public_url=PUBLIC_URL), store=store)
    with TestClient(service, base_url=PUBLIC_URL, follow_redirects=False) as client:
        found.client = client
        yield found
    store.close()


def send(world: World, path: str, form: Form, place: str, name: str = "clerk") -> Any:
    """The answer to the form for a row of the place."""
    params, fields = form.fill(world, place)
    for param, value in params.items():
        path = path.replace(f"{{{param}}}", str(value))
    headers = {**world.signed_in(name), "Accept": "application/json" if form.json else "text/html"}
    body: dict[str, Any] = (
        {"json": fields} if form.json else {"data": {"form_token": headers.get("x-form-token", ""), **fields}}
    )
    body |= {"files": form.files} if form.files else {}
    before = world.store.revision()
    answer = world.client.post(path, headers=headers, **body)
    answer.extensions["revisions"] = world.store.revision() - before
    return answer


def test_every_form_of_the_desk_has_an_entry() -> None:
    forms = {path for method, path in routes() if method == "POST" and path.startswith("/desk")}
    assert forms == set(FORMS) | set(ELSEWHERE)


@pytest.mark.parametrize("path", FORMS)
def test_a_filled_form_for_a_row_of_others_is_answered_as_for_none(world: World, path: str) -> None:
    form = FORMS[path]
    for place in ABROAD:
        answer = send(world, path, form, place)
        assert (place, answer.status_code) == (place, form.hides)
        assert answer.extensions["revisions"] == 0
        assert leaked(WHO["clerk"], answer) == []


@pytest.mark.parametrize("path", FORMS)
def test_the_same_form_is_taken_for_ones_own_row(world: World, path: str) -> None:
    answer = send(world, path, FORMS[path], "own")
    assert answer.status_code in FORMS[path].takes, answer.text[:2000]

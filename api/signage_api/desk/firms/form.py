"""`/desk/firms/new` and `/desk/firms/{id}`: one firm in a form, with what happened to it."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.keys import id_in
from signage.domain.validity import read_day, today
from signage.errors import Conflict, InvalidInput, NotFound, Said, StaleVersion
from signage.services.access import place_in
from signage.services.editing import no_such_row
from signage.services.notices import signs_naming
from signage.services.own_areas import areas_within
from signage.services.reverting import revert_change_set
from signage.services.tenants.ending import plan_of, state_on
from signage.services.tenants.entering import enter_tenant, known_firms
from signage.services.tenants.listing import find_tenant
from signage.services.tenants.moving import change_tenant
from signage.services.tenants.similar import Sought, similar_tenants
from signage.services.tenants.succession import steps_of
from signage.store.types import wkb_bounds
from signage_api.desk.firms.asking import PATH, list_path
from signage_api.desk.firms.columns import TELLING
from signage_api.desk.firms.filled import GEOMETRY, GROUPS, NAMES, STREET, Filled, drawn, read_form, shown_of
from signage_api.desk.firms.replies import done_at, firm_path, note_of, said_of
from signage_api.desk.frame import desk_language, go_to, page
from signage_api.desk.signed_in import Fields, Me, Sent
from signage_api.firm.pages import sign_showing

# After what the signs that name a firm are listed.
_ON_SIGNS = ("changed", "moved", "renamed", "split", "merged", "joined", "ended")
_MEANINGS = ("wrong", "since")


def add_to(api: FastAPI) -> None:
    """Adding, looking at, changing and undoing."""
    get, post = ["GET", "HEAD"], ["POST"]
    api.add_api_route(f"{PATH}/new", _new, methods=get, include_in_schema=False)
    api.add_api_route(f"{PATH}/new", _add, methods=post, include_in_schema=False)
    api.add_api_route(f"{PATH}/undo", _undo, methods=post, include_in_schema=False)
    api.add_api_route(f"{PATH}/{{number}}", _show, methods=get, include_in_schema=False)
    api.add_api_route(f"{PATH}/{{number}}", _change, methods=post, include_in_schema=False)


def firm_of(request: Request, me: Me, number: str) -> dict[str, Any]:
    """The firm of the address. NotFound for another municipality's in the same words as for none."""
    known = id_in(number)
    row = None if known is None else find_tenant(request.app.state.store, known, rights=me.rights)
    if row is None:
        raise no_such_row("tenant", number[:20])
    return row


def _new(request: Request, me: Me) -> Response:
    given = {name: request.query_params.get(name, "")[:200] for name in ("name", "area")}
    areas = areas_within(request.app.state.store, rights=me.rights, day=today())
    return _adding(request, me, Filled(given, areas, desk_language(request, me)))


def _adding(request: Request, me: Me, filled: Filled, similar: Any = (), status: int = 200) -> Response:
    values = {**_drawn(request, filled), "similar": similar, "row": None, "list_path": list_path(request, me)}
    return page(request, "firms/new.html", me, values, status=status)


def _drawn(request: Request, filled: Filled) -> dict[str, Any]:
    return {
        "groups": {key: drawn(request, names, filled.language) for key, names in GROUPS.items()},
        "typed": filled.typed,
        "problems": said_of(filled.problems, filled.language),
        "areas": filled.areas,
    }


def _add(request: Request, me: Me, fields: Sent) -> Response:
    filled, store = read_form(request, me, fields), request.app.state.store
    known = known_firms(store)
    if not filled.problems and (similar := _unseen(request, me, fields, filled)):
        return _adding(request, me, filled, similar, status=422)
    if not filled.problems:
        values = {name: value for name, value in filled.values.items() if value is not None}
        try:
            row = enter_tenant(store, values, known=known, rights=me.rights)
        except Conflict as error:
            filled.problems["name"] = error.message
            return _adding(request, me, filled, alike(request, me, filled.values), status=409)
        except InvalidInput as error:
            filled.problems |= error.problems
        except NotFound as error:
            filled.problems["area"] = error.message
        else:
            made = store.change_set_of("tenant", row["id"], row["version"])
            return go_to(request, done_at(firm_path(row["id"]), "added", made))
    return _adding(request, me, filled, status=422)


def _unseen(request: Request, me: Me, fields: Fields, filled: Filled) -> list[dict[str, Any]]:
    """Firms that it may be, unless somebody said of each that it is another one."""
    others = {id_in(number) for number in fields.text("is_new").split()}
    similar = alike(request, me, filled.values)
    return similar if any(one["id"] not in others for one in similar) else []


def alike(
    request: Request, me: Me, values: Mapping[str, Any], but: int | None = None
) -> list[dict[str, Any]]:
    """Firms that this one may be already, as pages list them."""
    bounds = wkb_bounds(values[GEOMETRY]) if values.get(GEOMETRY) else None
    sought = Sought(
        str(values.get("name") or ""),
        str(values.get("street") or ""),
        str(values.get("house_number") or ""),
        (bounds[0], bounds[1]) if bounds else None,
    )
    store, day = request.app.state.store, today()
    found = similar_tenants(store, sought, rights=me.rights, day=day, but=but)
    areas = areas_within(store, rights=me.rights, day=day)
    return [
        {
            "id": one.row["id"],
            "name": one.row["name"],
            "area": areas.get(one.row["area"], ""),
            "address": " ".join(filter(None, (one.row["street"], one.row["house_number"]))),
            "same_address": one.same_address,
            "metres": None if one.distance_m is None else round(one.distance_m),
            "plan": plan_of(one.row, day),
        }
        for one in found
    ]


def _show(request: Request, me: Me, number: str) -> Response:
    row = firm_of(request, me, number)
    language = desk_language(request, me)
    areas = areas_within(request.app.state.store, rights=me.rights, day=today())
    return _showing(request, me, row, Filled(shown_of(row, areas, language), areas, language))


def _showing(
    request: Request,
    me: Me,
    row: Mapping[str, Any],
    filled: Filled,
    *,
    status: int = 200,
    asks: bool = False,
    theirs: Mapping[str, tuple[str, str]] | None = None,
) -> Response:
    day = today()
    place = place_in(request.app.state.store, "tenant", dict(row))
    allowed = me.rights.writable("tenant", *place)
    said = plan_of(dict(row), day)
    note = note_of(request)
    told = note is not None and note.key in _ON_SIGNS
    values = {
        **_drawn(request, filled),
        "signs": signs_naming(request.app.state.store, row["id"], rights=me.rights) if told else None,
        "row": row,
        "list_path": list_path(request, me),
        "sign": sign_showing(request.app.state.store, row["area"]),
        "state": state_on(dict(row), day),
        "plan": "" if said is None else said_of({"plan": said}, filled.language)["plan"],
        **_kin(request, me, row["id"]),
        "may_write": allowed != frozenset(),
        "may_tell": allowed is None,
        "may": allowed,
        "address_fields": frozenset((*STREET, GEOMETRY)),
        "note": note,
        "asks": asks,
        "theirs": theirs or {},
        "meaning": filled.typed.get("meaning", ""),
        "on": filled.typed.get("on", "") or day.isoformat(),
    }
    return page(request, "firms/firm.html", me, values, status=status)


def _kin(request: Request, me: Me, row_id: int) -> dict[str, list[dict[str, Any]]]:
    """The firms that a firm was before it moved, was renamed, split or merged, and those that it became."""
    steps = steps_of(request.app.state.store, row_id)
    return {
        "before": [_other(request, me, one.predecessor, one) for one in steps if one.successor == row_id],
        "after": [_other(request, me, one.successor, one) for one in steps if one.predecessor == row_id],
    }


def _other(request: Request, me: Me, row_id: int, step: Any) -> dict[str, Any]:
    """The firm on the other side of a step; without a name where the rights do not reach it."""
    row = find_tenant(request.app.state.store, row_id, rights=me.rights)
    return {
        "kind": step.kind,
        "since": step.since,
        "id": row_id if row else None,
        "name": row["name"] if row else "",
    }


def _change(request: Request, me: Me, fields: Sent, number: str) -> Response:
    """Another name, area or address may be a correction, or have happened: the person is asked which."""
    row, filled = firm_of(request, me, number), read_form(request, me, fields, NAMES)
    seen = fields.number("version")
    if seen is None or filled.problems:
        return _showing(request, me, row | {"version": seen or row["version"]}, filled, status=422)
    values = filled.changed_from(row) if seen == row["version"] else dict(filled.values)
    meaning, filled.typed["meaning"], filled.typed["on"] = (
        fields.text("meaning"), fields.text("meaning"), fields.text("on"),
    )  # fmt: skip
    tells = any(name in values and values[name] != row[name] for name in TELLING)
    if tells and meaning not in _MEANINGS and row["version"] == seen and _may_tell(row):
        return _showing(request, me, row, filled, status=422, asks=True)
    return _store(request, me, row, filled, values, seen, fields)


def _may_tell(row: Mapping[str, Any]) -> bool:
    """Whether something can have happened to a firm: not before it is there, or after it is gone."""
    return state_on(dict(row), today()) == "today"


def _store(
    request: Request,
    me: Me,
    row: dict[str, Any],
    filled: Filled,
    values: dict[str, Any],
    seen: int,
    fields: Fields,
) -> Response:
    asks = filled.typed["meaning"] in _MEANINGS
    try:
        on = read_day(fields.text("on")) if filled.typed["meaning"] == "since" else None
        done = change_tenant(
            request.app.state.store, row["id"], values, on=on, seen_version=seen, rights=me.rights
        )
    except StaleVersion as stale:
        return _showing(request, me, row, filled, status=409, theirs=_theirs(stale.current, filled))
    except InvalidInput as error:
        filled.problems |= error.problems or {"on": error.message}
    except NotFound as error:
        filled.problems["area"] = error.message
    else:
        key = (
            "changed"
            if on is None
            else ("moved" if {"area", "street", "house_number"} & set(values) else "renamed")
        )
        if done.change_set is None:
            return go_to(request, firm_path(row["id"]))
        return go_to(request, done_at(firm_path(done.rows[0]["id"]), key, done.change_set))
    return _showing(request, me, row | {"version": seen}, filled, status=422, asks=asks)


def _theirs(current: Mapping[str, Any], filled: Filled) -> dict[str, tuple[str, str]]:
    """Field -> (what stands there now, what was typed), where the two differ."""
    now = shown_of(current, filled.areas, filled.language)
    return {
        name: (now[name], filled.typed[name])
        for name in NAMES
        if name in filled.typed and now[name] != filled.typed[name] and not filled.is_area_of(current, name)
    }


def _undo(request: Request, me: Me, fields: Sent) -> Response:
    number, back = fields.number("set"), fields.text("back")
    if number is None:
        raise InvalidInput(Said("Die Änderung ist nicht genannt.", "No change set is named."))
    revert_change_set(request.app.state.store, number, who=me.rights.who, rights=me.rights)
    to = back if back.startswith(f"{PATH}/") and back.removeprefix(f"{PATH}/").isdecimal() else PATH
    row_id = to.removeprefix(f"{PATH}/") if to != PATH else ""
    if row_id and find_tenant(request.app.state.store, int(row_id), rights=me.rights) is None:
        to = PATH  # it was only made by what was taken back
    return go_to(request, done_at(to, "undone", None))

"""`/desk/history`: who changed what and when, each change in words, and taking one back."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.keys import id_in
from signage.domain.validity import at_the_signs, today
from signage.errors import Conflict, Forbidden, NotFound, Said
from signage.services.accounts.sessions import SignedIn
from signage.services.history import list_changes, require_own
from signage.services.notices import list_notices, signs_naming
from signage.services.own_areas import own_areas
from signage.services.past.diffs import Told, told, turned
from signage.services.past.reading import (
    KINDS,
    MOST_SHOWN,
    ChangeSet,
    Wanted,
    change_set_of,
    change_sets,
    kinds_of_rows,
    names_of,
)
from signage.services.reverting import revert_change_set
from signage.services.rights import role_lacks
from signage_api.desk.asked import Asked, shows, takes
from signage_api.desk.frame import go_to
from signage_api.desk.history.shown import history_page, worded
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Me, Sent

PAGE, _SOME = 20, 6
_LAYERS = ("tenant", "sign", "area", "municipality")
_NO_SET = Said("Diese Änderung gibt es nicht.", "There is no such change set.")


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    shows(api, "/desk/history", _list)
    shows(api, "/desk/history/set/{number}", _set)
    takes(api, "/desk/history/set/{number}/revert", _revert)
    shows(api, "/desk/history/{layer}/{row}", _of_row)


def _list(request: Request, me: Me) -> Response:
    asked, store = Asked(request.query_params), request.app.state.store
    wanted = Wanted(
        who=asked.text("who"),
        kind=asked.choice("kind", KINDS),
        layer=asked.choice("layer", _LAYERS),
        area=asked.area(store, me.rights),
        since=asked.day("since"),
        until=asked.day("until"),
    )
    values = {
        "areas": own_areas(store, today(), me.rights),
        "people_options": [(name, name) for name in names_of(store, rights=me.rights)],
        "kind_options": worded(request, me, "history.kinds.", KINDS),
        "layer_options": worded(request, me, "history.layers.", _LAYERS),
        "problems": asked.problems,
    }
    return _listing(request, me, wanted, asked, "list.html", values)


def _of_row(request: Request, me: Me, layer: str, row: str) -> Response:
    """One firm's, sign's or area's history, with what its signs say wrongly."""
    store, number = request.app.state.store, id_in(row)
    if layer not in _LAYERS or number is None:
        raise NotFound(Said("Diesen Eintrag gibt es nicht.", "There is no such row."))
    require_own(store, layer, number, me.rights)
    found = store.row(layer, number)
    named = signs_naming(store, number, rights=me.rights) if layer == "tenant" else []
    tenant, sign = (number if layer == name else None for name in ("tenant", "sign"))
    asks = tenant is not None or sign is not None
    notices = list_notices(store, rights=me.rights, day=today(), tenant=tenant, sign=sign) if asks else []
    values = {
        "layer": layer,
        "row": found,
        "row_title": (found.get("number") if layer == "sign" else None) or found["name"] or f"Nr. {number}",
        "named": named,
        "notices": notices,
    }
    wanted = Wanted(layer=layer, row=number)
    return _listing(request, me, wanted, Asked(request.query_params), "row.html", values)


def _listing(
    request: Request, me: Me, wanted: Wanted, asked: Asked, template: str, values: dict[str, Any]
) -> Response:
    store = request.app.state.store
    found = change_sets(store, wanted, rights=me.rights, before=asked.number("before"), limit=PAGE + 1)
    query = {name: value for name, value in request.query_params.items() if name not in ("before", "lang")}
    values |= {
        "wanted": wanted,
        "sets": _told_sets(request, me, found[:PAGE], wanted),
        "older": request.url.replace_query_params(**query, before=found[PAGE - 1].id).query
        if len(found) > PAGE
        else "",
        "newest": asked.number("before") is None,
    }
    return history_page(request, template, me, values, status=422 if asked.problems else 200)


def _told_sets(request: Request, me: Me, sets: Sequence[ChangeSet], wanted: Wanted) -> list[dict[str, Any]]:
    """Change sets in words: a large one says what was done to how many rows, and leads to them."""
    kinds = _kinds(request, me, sets, wanted)
    return [
        {
            "set": one,
            "at": at_the_signs(one.at),
            "kinds": kinds.get(one.id, []),
            "told": [] if one.id in kinds else _told(request, me, one, wanted),
            "may_revert": _may_revert(me, one),
        }
        for one in sets
    ]


def _kinds(
    request: Request, me: SignedIn, sets: Sequence[ChangeSet], wanted: Wanted
) -> dict[int, list[tuple[str, str, int]]]:
    large = [one.id for one in sets if one.rows > _SOME]
    return kinds_of_rows(request.app.state.store, wanted, large, rights=me.rights)


def _told(request: Request, me: Me, one: ChangeSet, wanted: Wanted) -> list[Told]:
    store = request.app.state.store
    some = list_changes(
        store,
        rights=me.rights,
        change_set_id=one.id,
        layer=wanted.layer or None,
        row=wanted.row,
        limit=_SOME,
    )
    return told(store, some[::-1])


def _may_revert(me: Me, one: ChangeSet) -> bool:
    return one.reverted_by is None and any(me.rights.writes(layer) for layer in one.layers)


def _set(request: Request, me: Me, number: str) -> Response:
    return _set_page(request, me, number)


def _set_page(
    request: Request, me: SignedIn, number: str, *, obstacle: Said | None = None, status: int = 200
) -> Response:
    """One change set whole, what taking it back would do, and what stands in the way."""
    store, which = request.app.state.store, id_in(number)
    if which is None:
        raise NotFound(_NO_SET)
    before = id_in(request.query_params.get("before", ""))
    found, changes = change_set_of(store, which, rights=me.rights, before=before)
    has_older, changes = len(changes) > MOST_SHOWN, changes[-MOST_SHOWN:]
    done = told(store, changes)
    if obstacle is None and _may_revert(me, found):
        obstacle = _obstacle(request, me, which)
    values = {
        "set": found,
        "at": at_the_signs(found.at),
        "told": done,
        "undoing": turned(done),
        "is_large": found.rows > _SOME,
        "kinds": _kinds(request, me, [found], Wanted()).get(which, []),
        "older": changes[0]["id"] if has_older else None,
        "before": before,
        "may_revert": _may_revert(me, found),
        "obstacle": obstacle,
    }
    return history_page(request, "set.html", me, values, status=status)


def _obstacle(request: Request, me: Me, number: int) -> Said | None:
    """Why the set cannot be taken back; None when it can."""
    try:
        revert_change_set(request.app.state.store, number, rights=me.rights, dry_run=True)
    except (Conflict, Forbidden) as error:
        return error.message
    except NotFound:
        return _PARTLY_OTHERS
    return None


_PARTLY_OTHERS = Said(
    "Die Änderung betraf auch Einträge, für die Sie nicht zuständig sind. Das Regionalmanagement kann sie "
    "zurücknehmen.",
    "The change touched rows that are not yours too. The manager of the region can take it back.",
)


def _revert(request: Request, me: Me, sent: Sent, number: str) -> Response:
    which = id_in(number)
    if which is None:
        raise NotFound(_NO_SET)
    found, _ = change_set_of(request.app.state.store, which, rights=me.rights)
    if found.reverted_by is None and not _may_revert(me, found):
        raise role_lacks(me.rights, found.layers[0])
    why = sent.text("why")[:200]
    try:
        done = revert_change_set(request.app.state.store, which, rights=me.rights, why=why)
    except (Conflict, Forbidden) as error:
        return _set_page(request, me, number, obstacle=error.message, status=409)
    except NotFound:
        return _set_page(request, me, number, obstacle=_PARTLY_OTHERS, status=409)
    return go_to(request, f"/desk/history/set/{done}")


ROOM = Room(name="history", add_to=add_to, path="/desk/history", label="history.title")

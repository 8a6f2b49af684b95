"""`/desk/firms/{id}/move`, `rename`, `split`, `merge`, `end`: what can happen to a firm, a form for each."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.validity import read_day, today
from signage.errors import InvalidInput, NotFound, Said, StaleVersion
from signage.services.tenants.ending import end_tenant, keep_tenant
from signage.services.tenants.joining import merge_tenants, split_tenant
from signage.services.tenants.listing import Asked, find_tenant, list_tenants
from signage.services.tenants.moving import move_tenant, rename_tenant
from signage.services.tenants.succession import Outcome
from signage_api.desk.firms.asking import PATH
from signage_api.desk.firms.filled import ADDRESS, GEOMETRY, Filled, drawn, read_form, shown_of
from signage_api.desk.firms.form import alike, firm_of
from signage_api.desk.firms.replies import done_at, firm_path, said_of
from signage_api.desk.frame import go_to, page
from signage_api.desk.signed_in import Fields, Me, Sent

_PLACE = ("area", ADDRESS, "street", "house_number", "postcode", "place", GEOMETRY)
# The fields of each verb's form, and whether it may also put right what was entered wrongly.
_FORMS: Mapping[str, tuple[Sequence[str], bool]] = {
    "move": (_PLACE, True), "rename": (("name",), True), "split": ((), False),
    "merge": ((), True), "end": ((), False),
}  # fmt: skip
_DONE = {"move": "moved", "rename": "renamed", "split": "split", "merge": "merged", "end": "ended"}
_MOST_PARTS = 20
_MOST_OTHERS = 20


def add_to(api: FastAPI) -> None:
    """A form for each verb, and what becomes of it."""
    for verb in _FORMS:
        path = f"{PATH}/{{number}}/{verb}"
        api.add_api_route(path, _form_of(verb), methods=["GET", "HEAD"], include_in_schema=False)
        api.add_api_route(path, _taken_by(verb), methods=["POST"], include_in_schema=False)


def _form_of(verb: str) -> Callable[..., Response]:
    def handle(request: Request, me: Me, number: str) -> Response:
        row = firm_of(request, me, number)
        filled = read_form(request, me, Fields([]))
        filled.typed = shown_of(row, filled.areas, filled.language)
        given = request.query_params
        filled.typed |= {name: given[name][:200] for name in _FORMS[verb][0] if given.get(name)}
        filled.typed |= {"meaning": "", "on": "", "parts": f"{row['name']}\n", "q": given.get("q", "")[:80]}
        return _shown(request, me, verb, row, filled)

    return handle


def _shown(
    request: Request, me: Me, verb: str, row: Mapping[str, Any], filled: Filled, status: int = 200
) -> Response:
    values = {
        "verb": verb,
        "row": row,
        "fields": drawn(request, _FORMS[verb][0], filled.language),
        "may_be_wrong": _FORMS[verb][1],
        "typed": filled.typed,
        "problems": said_of(filled.problems, filled.language),
        "areas": filled.areas,
        "others": _others(request, me, row, filled.typed.get("q", "")) if verb == "merge" else [],
        "on": filled.typed.get("on") or today().isoformat(),
    }
    return page(request, "firms/verb.html", me, values, status=status)


def _others(request: Request, me: Me, row: Mapping[str, Any], words: str) -> list[dict[str, Any]]:
    """Firms to merge with: those that were looked for, else those that are alike."""
    store = request.app.state.store
    if words:
        asked = Asked(day=today(), words=words)
        found = list_tenants(store, asked, rights=me.rights, limit=_MOST_OTHERS).rows
    else:
        ids = [one["id"] for one in alike(request, me, row, but=row["id"])]
        found = [other for other in (find_tenant(store, one, rights=me.rights) for one in ids) if other]
    return [other for other in found if other["id"] != row["id"]]


def _taken_by(verb: str) -> Callable[..., Response]:
    def handle(request: Request, me: Me, fields: Sent, number: str) -> Response:
        row = firm_of(request, me, number)
        filled = read_form(request, me, fields, _FORMS[verb][0])
        own = ("meaning", "on", "parts", "q")
        filled.typed |= {name: fields.as_dict().get(name, "") for name in own}
        if fields.text("search"):
            return _shown(request, me, verb, row, filled)
        try:
            done = _do(verb, request, me, row, filled, fields) if not filled.problems else None
        except StaleVersion as stale:
            filled.problems["version"] = stale.message
            return _shown(request, me, verb, row, filled, 409)
        except InvalidInput as error:
            filled.problems |= error.problems or {"on": error.message}
            done = None
        except NotFound as error:
            filled.problems["area"] = error.message
            done = None
        if done is None:
            return _shown(request, me, verb, row | {"version": _seen(fields)}, filled, 422)
        key = "kept" if fields.text("keep") else _key(verb, fields)
        return go_to(request, done_at(firm_path(done.rows[0]["id"]), key, done.change_set))

    return handle


def _key(verb: str, fields: Fields) -> str:
    if fields.text("meaning") == "wrong":
        return "joined" if verb == "merge" else "changed"
    return _DONE[verb]


def _seen(fields: Fields) -> int:
    return fields.number("version") or 0


def _do(
    verb: str, request: Request, me: Me, row: dict[str, Any], filled: Filled, fields: Fields
) -> Outcome | None:
    """Do what the form says; None where something in it is wrong, and said."""
    store, rights, seen = request.app.state.store, me.rights, _seen(fields)
    if verb == "end" and fields.text("keep"):
        return keep_tenant(store, row["id"], seen_version=seen, rights=rights)
    on = _day(verb, fields)
    if verb == "move":
        changed = filled.changed_from(row)
        if not changed:
            raise _nothing_new("street")
        return move_tenant(store, row["id"], changed, on=on, seen_version=seen, rights=rights)
    if verb == "rename":
        name = str(filled.values.get("name") or "")
        return rename_tenant(store, row["id"], name, on=on, seen_version=seen, rights=rights)
    if verb == "merge":
        others = _chosen(fields)
        return merge_tenants(store, row["id"], others, on=on, seen_version=seen, rights=rights)
    assert on is not None
    if verb == "split":
        names = [line.strip() for line in filled.typed["parts"].splitlines() if line.strip()]
        parts = [{"name": name} for name in names[: _MOST_PARTS + 1]]
        return split_tenant(store, row["id"], parts, on=on, seen_version=seen, rights=rights)
    return end_tenant(store, row["id"], on, seen_version=seen, rights=rights)


def _day(verb: str, fields: Fields) -> date | None:
    """The day from which it counts; None for what was entered wrongly. Raises InvalidInput."""
    meaning = fields.text("meaning")
    if _FORMS[verb][1] and meaning == "wrong":
        return None
    if _FORMS[verb][1] and meaning != "since":
        said = Said("Bitte eines von beidem wählen.", "Please choose one of the two.")
        raise InvalidInput(said, {"meaning": said})
    try:
        return read_day(fields.text("on"))
    except InvalidInput as error:
        raise InvalidInput(error.message, {"on": error.message}) from None


def _chosen(fields: Fields) -> dict[int, int]:
    """Id and version of each firm that was ticked. Raises InvalidInput when there is none."""
    others = fields.ticked("other")
    if not others:
        said = Said("Bitte mindestens eine andere Firma ankreuzen.", "Please tick at least one other firm.")
        raise InvalidInput(said, {"other": said})
    return others


def _nothing_new(name: str) -> InvalidInput:
    said = Said("Hier steht noch die alte Lage.", "This is still the old place.")
    return InvalidInput(said, {name: said})

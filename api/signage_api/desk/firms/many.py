"""`/desk/firms/many`: the same change to several firms, looked at row by row before it is stored."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.validity import today
from signage.errors import InvalidInput, RowsRefused, SignageError, StaleVersion
from signage.services.own_areas import areas_within
from signage.services.tenants.listing import find_tenant
from signage.services.tenants.many import Preview, Wanted, change_tenants, preview_tenants
from signage.services.tenants.typed import read_typed, spoken
from signage.services.values import Refused
from signage_api.desk.firms.asking import PATH, list_path
from signage_api.desk.firms.filled import described
from signage_api.desk.firms.replies import done_at, said_of
from signage_api.desk.frame import desk_language, go_to, page
from signage_api.desk.signed_in import Fields, Me, Sent
from signage_api.problems import in_language

# What several firms can have in common, by how it is asked for.
CHANGES: Mapping[str, str] = {
    "confirm": "confirmed_on", "end": "valid_to", "area": "area", "street": "street", "postcode": "postcode",
    "place": "place", "activity": "activity", "gate": "gate", "delivery_hours": "delivery_hours",
    "lorry_note": "lorry_note", "is_person": "is_person", "note": "note",
}  # fmt: skip
_MOST = 1_000


def add_to(api: FastAPI) -> None:
    """One address for choosing, looking and storing: the form says which."""
    api.add_api_route(f"{PATH}/many", _take, methods=["POST"], include_in_schema=False)


def _take(request: Request, me: Me, fields: Sent) -> Response:
    ticked = _ticked(fields)
    rows = [
        row for row in (find_tenant(request.app.state.store, one, rights=me.rights) for one in ticked) if row
    ]
    if not rows:
        return go_to(request, PATH)
    change = fields.text("change")
    if change not in CHANGES or fields.text("step") == "choose":
        return choosing(request, me, rows, ticked, fields)
    try:
        value = value_of(request, me, fields, CHANGES[change])
    except Refused as refusal:
        problems = {"value": refusal.why}
        return choosing(request, me, rows, ticked, fields, problems, status=422)
    wanted = [Wanted(row["id"], ticked[row["id"]], {CHANGES[change]: value}) for row in rows]
    if fields.text("step") == "store":
        return _store(request, me, rows, ticked, wanted, fields)
    return _looking(request, me, wanted, fields)


def _ticked(fields: Fields) -> dict[int, int]:
    """Id and version of each firm that was ticked."""
    return dict(islice(fields.ticked("firm").items(), _MOST))


def value_of(request: Request, me: Me, fields: Fields, name: str) -> Any:
    """The value that the form says. Raises Refused."""
    if name == "confirmed_on":
        return today().isoformat()
    areas = areas_within(request.app.state.store, rights=me.rights, day=today())
    return read_typed(name, fields.as_dict().get(f"value_{name}", ""), areas=areas)


def choosing(
    request: Request,
    me: Me,
    rows: Sequence[Mapping[str, Any]],
    ticked: Mapping[int, int],
    fields: Fields,
    problems: Mapping[str, str] | None = None,
    status: int = 200,
    **everything: Any,
) -> Response:
    """The page that asks what is to change; `everything` is of the page for all firms of a filter."""
    language = desk_language(request, me)
    values = {
        "rows": rows,
        "ticked": ticked,
        "changes": (changes := open_to(me)),
        "controls": {name: described(name, language) for name in changes.values()},
        "areas": areas_within(request.app.state.store, rights=me.rights, day=today()),
        "chosen": fields.text("change"),
        "typed": fields.as_dict(),
        "problems": said_of(problems or {}, language),
        "action": f"{PATH}/many",
        "filter": "",
        "list_path": list_path(request, me),
        "total": len(rows),
    }
    return page(request, "firms/many.html", me, values | everything, status=status)


def open_to(me: Me) -> Mapping[str, str]:
    """Those of CHANGES that somebody may make in some row."""
    may = me.rights.writable_anywhere("tenant")
    return {key: name for key, name in CHANGES.items() if may is None or name in may}


def look(
    request: Request, me: Me, fields: Fields, previews: Sequence[Preview], name: str,
    *, trouble: str = "", status: int = 200, **everything: Any,
) -> Response:  # fmt: skip
    """The page that shows what would become of each firm; `everything` as in `choosing`."""
    language = desk_language(request, me)
    values = {
        "lines": _lines(request, me, previews, name),
        "label": described(name, language)["label"],
        "typed": fields.as_dict(),
        "change": fields.text("change"),
        "field": name,
        "able": sum(bool(one.changed) for one in previews),
        "trouble": trouble,
        "action": f"{PATH}/many",
        "filter": "",
        "back": PATH,
        "more": 0,
    }
    return page(request, "firms/look.html", me, values | everything, status=status)


def _lines(request: Request, me: Me, previews: Sequence[Preview], name: str) -> list[dict[str, Any]]:
    """The lines of a preview: one for each firm."""
    language = desk_language(request, me)
    areas = areas_within(request.app.state.store, rights=me.rights, day=today())
    shown = partial(spoken, name, areas=areas, english=language == "en")
    return [
        {
            "id": one.row,
            "version": one.before["version"],
            "name": one.before["name"],
            "before": shown(one.before[name]),
            "after": shown(one.after[name]),
            "problems": said_of(one.problems, language),
            "stale": one.stale,
            "changes": bool(one.changed),
        }
        for one in previews
    ]


def _looking(
    request: Request, me: Me, wanted: Sequence[Wanted], fields: Fields,
    trouble: str = "", status: int = 200,
) -> Response:  # fmt: skip
    previews = preview_tenants(request.app.state.store, wanted, rights=me.rights)
    return look(request, me, fields, previews, CHANGES[fields.text("change")], trouble=trouble, status=status)


def _store(
    request: Request, me: Me, rows: Sequence[Mapping[str, Any]], ticked: Mapping[int, int],
    wanted: Sequence[Wanted], fields: Fields,
) -> Response:  # fmt: skip
    try:
        done = change_tenants(request.app.state.store, wanted, rights=me.rights)
    except (StaleVersion, RowsRefused) as error:
        trouble = in_language(error.message, desk_language(request, me))
        return _looking(request, me, wanted, fields, trouble, status=_status(error))
    except InvalidInput as error:
        return choosing(request, me, rows, ticked, fields, {"value": error.message}, status=422)
    return go_to(request, done_at(PATH, "many", done.change_set))


def _status(error: SignageError) -> int:
    return 409 if isinstance(error, StaleVersion) else 422

"""Cells as the grid sends them: shown first, stored under the version that was seen, undone."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.validity import today
from signage.errors import InvalidInput, RowsRefused, Said, SignageError, StaleVersion
from signage.languages.desk import counted
from signage.services.notices import Notice, signs_after
from signage.services.own_areas import areas_within
from signage.services.reverting import revert_change_set
from signage.services.tenants.listing import find_tenant, rows_of_set
from signage.services.tenants.many import MOST_ROWS, Preview, Wanted, change_tenants, preview_tenants
from signage.services.tenants.typed import read_typed
from signage.services.values import Refused
from signage_api.desk.firms.asking import PATH
from signage_api.desk.firms.columns import ALL, as_sent
from signage_api.desk.firms.replies import SentJson, json_answer, refusal, said_of
from signage_api.desk.frame import desk_language
from signage_api.desk.signed_in import Me
from signage_api.problems import Unreadable

_NAMED = 6
Row = Mapping[str, Any]


def add_to(api: FastAPI) -> None:
    """Saving and undoing; what is sent and answered is JSON."""
    api.add_api_route(f"{PATH}/cells", _save, methods=["POST"], include_in_schema=False)
    api.add_api_route(f"{PATH}/preview", _preview, methods=["POST"], include_in_schema=False)
    api.add_api_route(f"{PATH}/take-back", _undo, methods=["POST"], include_in_schema=False)


class _Reading:
    """What was typed into cells, as values; what cannot be read is kept by row and field."""

    def __init__(self, request: Request, me: Me, body: Row) -> None:
        self.language = desk_language(request, me)
        self.areas = areas_within(request.app.state.store, rights=me.rights, day=today())
        self.wanted: list[Wanted] = []
        self.refused: dict[int, dict[str, str]] = {}
        for one in _rows(body):
            self._take(*one)

    def _take(self, row: int, version: int, cells: Mapping[str, str]) -> None:
        values: dict[str, Any] = {}
        for name, text in cells.items():
            try:
                values[name] = read_typed(name, text, areas=self.areas)
            except Refused as refusal_:
                self.refused.setdefault(row, {})[name] = refusal_.why
        self.wanted.append(Wanted(row, version, values))


def _rows(body: Row) -> Sequence[tuple[int, int, Mapping[str, str]]]:
    """(id, version, cells) of each row that was sent; Unreadable when they are anything else."""
    rows = body.get("rows")
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ROWS:
        raise Unreadable(Said(f"Gesendet werden 1 bis {MOST_ROWS} Zeilen.", f"Send 1 to {MOST_ROWS} rows."))
    found = [_row(one) for one in rows]
    if len({row for row, _, _ in found}) < len(found):
        raise Unreadable(Said("Eine Zeile ist doppelt.", "A row is there twice."))
    return found


def _row(one: Any) -> tuple[int, int, Mapping[str, str]]:
    cells = one.get("cells") if isinstance(one, dict) else None
    sound = isinstance(cells, dict) and all(isinstance(text, str) for text in cells.values())
    if not sound or cells is None or not all(_is_number(one.get(name)) for name in ("id", "version")):
        raise Unreadable(Said("Eine Zeile ist nicht lesbar.", "A row cannot be read."))
    return one["id"], one["version"], cells


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31


def _save(request: Request, me: Me, body: SentJson) -> Response:
    """All the cells or none; answers the rows as they are now."""
    store, read = request.app.state.store, _Reading(request, me, body)
    if read.refused:
        said = Said("Gespeichert wurde nichts.", "Nothing was stored.")
        return refusal(request, me, RowsRefused(said, {}), refused=_worded(read.refused, read.language))
    try:
        done = change_tenants(store, read.wanted, rights=me.rights)
    except StaleVersion as stale:
        seen = {one.row: one.version for one in read.wanted}
        rows = [row for row in store.read_ids("tenant", list(seen)) if row["version"] != seen[row["id"]]]
        return refusal(request, me, stale, current=_shown(rows, read))
    except RowsRefused as refused:
        return refusal(request, me, refused, refused=_worded(refused.rows, read.language))
    except SignageError as error:
        return refusal(request, me, error)
    signs = signs_after(store, done.change_set, rights=me.rights) if done.change_set else []
    told = {"signs": _signs_told(signs, read.language)} if signs else {}
    return json_answer({"change_set": done.change_set, "rows": _shown(done.rows, read), **told})


def _signs_told(signs: Sequence[Notice], language: str) -> str:
    """How many signs are to be changed, and the first of them by their numbers."""
    numbers = list(dict.fromkeys(one.number or str(one.sign) for one in signs))
    more = " …" if len(numbers) > _NAMED else ""
    return f"{counted(language, 'signs.after', len(numbers))} {', '.join(numbers[:_NAMED])}{more}."


def _worded(refused: Mapping[int, Mapping[str, str]], language: str) -> dict[int, dict[str, str]]:
    return {row: said_of(problems, language) for row, problems in refused.items()}


def _shown(rows: Sequence[Row], read: _Reading) -> list[dict[str, Any]]:
    return as_sent(rows, read.areas, today(), english=read.language == "en")


def _preview(request: Request, me: Me, body: SentJson) -> Response:
    """What saving would do, row by row; nothing is stored."""
    read = _Reading(request, me, body)
    sound = [one for one in read.wanted if one.row not in read.refused]
    try:
        previews = preview_tenants(request.app.state.store, sound, rights=me.rights) if sound else []
    except SignageError as error:
        return refusal(request, me, error)
    answers = [_previewed(one, read) for one in previews]
    answers += [
        {"id": row, "changed": {}, "problems": said_of(problems, read.language), "stale": False}
        for row, problems in read.refused.items()
    ]
    return json_answer({"rows": answers})


def _previewed(one: Preview, read: _Reading) -> dict[str, Any]:
    [before], [after] = _shown([one.before], read), _shown([one.after], read)
    changed = {name: [before["cells"][name], after["cells"][name]] for name in ALL if name in one.changed}
    return {
        "id": one.row,
        "name": before["cells"]["name"],
        "changed": changed,
        "problems": said_of(one.problems, read.language),
        "stale": one.stale,
    }


def _undo(request: Request, me: Me, body: SentJson) -> Response:
    """Take a change set back (or, given that of an undoing, do it again); answers the rows it touched."""
    store, number = request.app.state.store, body.get("change_set")
    if not _is_number(number):
        raise Unreadable(Said("Die Änderung ist nicht genannt.", "No change set is named."))
    assert isinstance(number, int)
    try:
        made = revert_change_set(store, number, who=me.rights.who, rights=me.rights)
    except InvalidInput as error:
        return refusal(request, me, error)
    except SignageError as error:
        return refusal(request, me, error)
    language, areas = desk_language(request, me), areas_within(store, rights=me.rights, day=today())
    ids = rows_of_set(store, made)
    rows = [row for row in (find_tenant(store, row_id, rights=me.rights) for row_id in ids) if row]
    shown = as_sent(rows, areas, today(), english=language == "en")
    gone = [row_id for row_id in ids if row_id not in {row["id"] for row in rows}]
    return json_answer({"change_set": made, "rows": shown, "gone": gone})

"""How an entry of the queue is shown: the difference, where it is, what may be done."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from signage.domain.layers import TENANT
from signage.domain.validity import today
from signage.services.degrees import as_geojson
from signage.services.proposals.queue import Entry
from signage.services.rights import Rights
from signage.store import Store
from signage_api.desk.days import shown_day
from signage_api.firm.forms import label, shown
from signage_api.firm.pages import told

Row = dict[str, Any]
_SENTENCES = ("checked", "asked", "unclear", "known", "elsewhere")
_MOST_FIRMS = 300


def view(
    request: Request,
    one: Entry,
    rights: Rights,
    language: str,
    *,
    problems: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    trouble: str = "",
) -> Row:
    """What the template of an entry needs; `typed` is what stood in its form when it was refused."""
    store: Store = request.app.state.store
    typed = typed or {}
    may_settle = rights.settles(one.municipality, one.area)
    since = one.since or today()
    return {
        "one": one,
        "day": shown_day(language, one.day),
        "since": shown_day(language, one.since) if one.since else "",
        "since_value": typed.get("since", since.isoformat()),
        "asks_day": one.kind in ("gone", "moved"),
        "rows": _difference(store, one, language),
        "inputs": _inputs(store, one, language, typed, problems or {}),
        "firms": _firms(store, one) if may_settle and one.is_report and not one.firm else [],
        "areas": _areas(store, one) if one.kind == "moved" else [],
        "map": _map(one),
        "may_settle": may_settle,
        "sentences": _SENTENCES,
        "problems": problems or {},
        "trouble": trouble,
        "answer": typed.get("answer", ""),
        "seen_row": one.firm["version"] if one.firm else "",
    }


def _difference(store: Store, one: Entry, language: str) -> list[Row]:
    """A line for each field; `now` only where it is neither what the firm saw nor what it proposes."""
    found = []
    for name, value in one.values.items():
        then, now = one.then.get(name), one.firm[name] if one.firm else None
        found.append(
            {
                "label": label(name, language),
                "then": told(store, name, then, language),
                "now": told(store, name, now, language),
                "proposed": told(store, name, value, language),
                "moved_on": one.is_waiting and now != then,
            }
        )
    return found


def _inputs(
    store: Store, one: Entry, language: str, typed: Mapping[str, str], problems: Mapping[str, str]
) -> list[Row]:
    del store
    firm = one.firm or {}
    return [
        {
            "name": name,
            "label": label(name, language),
            "value": typed.get(name, shown(one.values.get(name, firm.get(name)), language)),
            "error": problems.get(name, ""),
            "kind": TENANT.field(name).kind,
        }
        for name in one.correctable
    ]


def _firms(store: Store, one: Entry) -> list[tuple[str, str]]:
    """The firms that a report of none may mean, with the versions that are looked at."""
    if one.area is None or one.kind not in ("gone", "entry"):
        return []
    rows = store.read("tenant", area=one.area, as_of=today(), limit=_MOST_FIRMS)
    found = [(f"{row['id']}:{row['version']}", row["name"]) for row in rows]
    return sorted(found, key=lambda firm: firm[1].casefold())


def _areas(store: Store, one: Entry) -> list[tuple[int, str]]:
    rows = store.read("area", municipality=one.municipality, as_of=today()) if one.municipality else []
    return sorted(((row["id"], row["name"]) for row in rows), key=lambda area: area[1].casefold())


def _map(one: Entry) -> str:
    """The address of the map at the sign, or at the firm."""
    place = (one.sign or one.firm or {}).get("geometry")
    [point] = as_geojson([place]) if place else [None]
    if not point:
        return ""
    lon, lat = point["coordinates"][:2]
    return f"/map#18/{lat:.6f}/{lon:.6f}"

"""What the pages of a firm show."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from signage import languages
from signage.codes.token import display
from signage.domain.audience import CONSENTS, OF_COLUMN, open_consents
from signage.domain.validity import at_the_signs, today
from signage.services.consents import list_consents
from signage.services.firm_links import ITSELF, FirmLink
from signage.services.logos import logo_of
from signage.services.offices import offices
from signage.services.proposals import Proposal, list_proposals
from signage.services.proposals.kinds import LONGEST_NOTE
from signage.store import Store
from signage_api.desk.frame import desk_language, page
from signage_api.firm.forms import GROUPS, Filled, inputs, label, shown

_SAID = frozenset({"sent", "through", "known", "given", "withdrawn", "logo"})
_PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
_MOST_SHOWN = 5
Row = dict[str, Any]


def firm_page(request: Request, template: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
    """A page that tells nobody its address: no referrer, no index, no cache."""
    return page(request, template, None, values, status=status, headers=_PRIVATE)


def logo_answer(png: bytes) -> Response:
    """A firm's logo for itself and for staff; kept by nobody, for it may be gone tomorrow."""
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return Response(png, 200, headers, "image/png")


def entry_page(
    request: Request, link: str, opened: FirmLink, filled: Filled, *, said: str = "", status: int = 200
) -> Response:
    """All about a firm, and the forms; what was wrong with one stands in it."""
    store, language, row = request.app.state.store, desk_language(request), opened.tenant
    kinds = open_consents(row["consents"], row["legal_basis"], row["consented_on"], today())
    values = {
        "link": link,
        "firm": row,
        "said": said if said in _SAID else "",
        "filled": filled,
        "until": languages.day_text(language, at_the_signs(opened.ends_at).date()),
        "office": _office(store, opened),
        "facts": _facts(row, kinds, language),
        "sign": sign_showing(store, row["area"]),
        "area_name": _area_name(store, row["area"]),
        "areas": _areas(store, opened),
        "inputs": {group: inputs(group, row, filled, language) for group in GROUPS},
        "consents": [_consent(store, opened, kind, kind in kinds, language) for kind in CONSENTS],
        "has_logo": logo_of(store, row["id"]) is not None,
        "earlier": _earlier(store, opened, language),
        "longest": LONGEST_NOTE,
        "today": today(),
        "shown": partial(shown, language=language),
    }
    return firm_page(request, "firm/entry.html", values, status=status)


def review_page(
    request: Request,
    link: str,
    opened: FirmLink,
    filled: Filled,
    given: Proposal,
    *,
    values: Row,
    then: Row,
    seen: int,
) -> Response:
    """What would be sent, beside what stands there now."""
    store, language = request.app.state.store, desk_language(request)
    return firm_page(
        request,
        "firm/review.html",
        {
            "link": link,
            "firm": opened.tenant,
            "filled": filled,
            "seen_version": seen,
            "office": _office(store, opened),
            "since": languages.day_text(language, given.since) if given.since else "",
            "changes": changes(store, values, then, language),
        },
    )


def changes(store: Store, values: Row, then: Row, language: str) -> list[dict[str, str]]:
    """A line for each field that differs: its name, before, after."""
    return [
        {
            "label": label(name, language),
            "then": told(store, name, then.get(name), language),
            "now": told(store, name, value, language),
        }
        for name, value in values.items()
    ]


def told(store: Store, name: str, value: Any, language: str) -> str:
    """A value in words: an area by its name."""
    return _area_name(store, value) if name == "area" else shown(value, language)


def _facts(row: Row, kinds: frozenset[str], language: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label(name, language),
            "value": shown(row[name], language),
            "is_public": name not in OF_COLUMN or OF_COLUMN[name] in kinds,
        }
        for group in GROUPS.values()
        for name in group
        if row[name] is not None
    ]


def _consent(store: Store, opened: FirmLink, kind: str, is_open: bool, language: str) -> dict[str, Any]:
    row = opened.tenant
    given = [
        one for one in list_consents(store, row["id"], rights=opened.rights)
        if one["what"] == kind and one["withdrawn_on"] is None
    ]  # fmt: skip
    values = [shown(row[name], language) for name, what in OF_COLUMN.items() if what == kind and row[name]]
    day = given[-1]["given_on"] if given else None
    return {
        "kind": kind,
        "is_open": is_open,
        "value": ", ".join(values),
        "given_on": languages.day_text(language, day) if day else "",
        "given_by": given[-1]["given_by"] if given else "",
    }


def _earlier(store: Store, opened: FirmLink, language: str) -> list[dict[str, Any]]:
    """What the firm said before, and what became of it."""
    found = list_proposals(store, rights=opened.rights, tenant=opened.tenant["id"], limit=20)
    own = [one for one in found if one["source"].startswith(ITSELF) and one["state"] != "duplicate"]
    return [
        {
            "kind": one["kind"],
            "state": one["state"],
            "answer": one["answer"],
            "day": languages.day_text(language, at_the_signs(one["at"]).date()),
            "changes": changes(store, one["values"], one["then"], language),
        }
        for one in own[:_MOST_SHOWN]
    ]


def _office(store: Store, opened: FirmLink) -> str:
    found = offices(store, municipalities=opened.rights.municipalities or ())
    return found[0].name if found else ""


def _areas(store: Store, opened: FirmLink) -> list[tuple[int, str]]:
    """Where a firm may say that it moved to: the areas of its municipality."""
    mine = sorted(opened.rights.municipalities or ())
    rows = [row for ags in mine for row in store.read("area", municipality=ags, as_of=today())]
    return sorted(((row["id"], row["name"]) for row in rows), key=lambda area: area[1].casefold())


def _area_name(store: Store, area: int | None) -> str:
    row = store.row("area", area) if area is not None else None
    return str(row["name"]) if row else ""


def sign_showing(store: Store, area: int | None) -> dict[str, str] | None:
    """A sign whose page shows the firm."""
    rows = store.read("sign", area=area, as_of=today(), limit=50) if area is not None else []
    found = next((row for row in rows if row["code"]), None)
    return {"code": found["code"], "number": found["number"] or display(found["code"])} if found else None

"""Settling entries: one, several after a preview, and taking it back."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.keys import id_in
from signage.domain.validity import read_day
from signage.errors import InvalidInput, Said, StaleVersion
from signage.services.proposals.deciding import Decision, Done, Seen, decide, decide_many, reopen_many
from signage.services.proposals.queue import Entry, entry
from signage_api.desk.frame import desk_language, go_to, page
from signage_api.desk.queue.lists import PATH, count_below, list_page, one_page
from signage_api.desk.queue.showing import view
from signage_api.desk.signed_in import Fields, Me, Sent
from signage_api.firm.forms import read_value
from signage_api.problems import in_language

_ACTS = ("accept", "correct", "refuse", "join")
_MOST = 200


def add_to(api: FastAPI) -> None:
    """The addresses that change something."""
    api.add_api_route(f"{PATH}/undo", _undo, methods=["POST"], include_in_schema=False)
    api.add_api_route(f"{PATH}/several", _several, methods=["POST"], include_in_schema=False)
    api.add_api_route(PATH + "/{key}", _settle, methods=["POST"], include_in_schema=False)


def _settle(request: Request, me: Me, fields: Sent, key: str) -> Response:
    store, language = request.app.state.store, desk_language(request, me)
    one = entry(store, key, rights=me.rights)
    try:
        done = decide(store, _decision(one, fields), rights=me.rights)
    except InvalidInput as error:
        problems = {name: in_language(why, language) for name, why in error.problems.items()}
        trouble = "" if problems else in_language(error.message, language)
        typed = dict(fields.as_dict())
        return one_page(request, me, one, status=422, problems=problems, typed=typed, trouble=trouble)
    except StaleVersion as error:
        now = entry(store, key, rights=me.rights)
        trouble = in_language(error.message, language)
        return one_page(request, me, now, status=409, trouble=trouble, typed=dict(fields.as_dict()))
    if request.headers.get("hx-request") == "true":
        now = entry(store, key, rights=me.rights)
        values = {
            "view": view(request, now, me.rights, language),
            "done": _pairs(done.settled),
            "left": _named(done, language),
            "count": count_below(request, me),
        }
        return page(request, "queue/done.html", me, values)
    return go_to(request, f"{PATH}?{urlencode({'done': ','.join(_pairs(done.settled))})}")


def _several(request: Request, me: Me, fields: Sent) -> Response:
    """First what would happen, then, when that was seen, it happens."""
    store, language = request.app.state.store, desk_language(request, me)
    chosen = _chosen(fields.all("chosen"))[:_MOST]
    act = "refuse" if fields.text("do") == "refuse" else "accept"
    answer = fields.text("answer") or fields.text("sentence")
    entries = [entry(store, key, rights=me.rights) for key, _ in chosen]
    if not entries:
        return list_page(request, me, {"nothing": True}, status=422)
    needs_look = [one for one in entries if act == "accept" and _needs_look(one)]
    ready = [one for one in entries if one not in needs_look and one.is_waiting]
    if fields.text("step") != "send" or (act == "refuse" and not answer):
        values: dict[str, Any] = {
            "act": act, "ready": [view(request, one, me.rights, language) for one in ready],
            "needs_look": [view(request, one, me.rights, language) for one in needs_look],
            "problem": fields.text("step") == "send",
        }  # fmt: skip
        return page(request, "queue/several.html", me, values, status=422 if values["problem"] else 200)
    versions = dict(chosen)
    rows = dict(_chosen(fields.all("row")))
    decisions = [
        Decision(
            act="refuse" if act == "refuse" else "accept",
            key=one.key,
            version=versions[one.key],
            seen_row=rows.get(one.key),
            answer=answer,
        )
        for one in ready
    ]
    done = decide_many(store, decisions, rights=me.rights)
    told = ",".join(_pairs(done.settled))
    if done.left:
        return list_page(
            request, me, {"done": _pairs(done.settled) or None, "left": _named(done, language)}, status=409
        )
    return go_to(request, f"{PATH}?{urlencode({'done': told})}")


def _undo(request: Request, me: Me, fields: Sent) -> Response:
    done = reopen_many(request.app.state.store, _chosen(fields.all("done"))[:_MOST], rights=me.rights)
    if done.left:
        language = desk_language(request, me)
        return list_page(request, me, {"left": _named(done, language), "done": None}, status=409)
    return go_to(request, f"{PATH}?undone=1")


def _decision(one: Entry, fields: Fields) -> Decision:
    """What the form of an entry asks for. What was typed into it counts, whichever button was pressed."""
    act = fields.text("do") if fields.text("do") in _ACTS else "accept"
    sent = fields.as_dict()
    values = {name: read_value(name, sent[name]) for name in one.correctable if name in sent}
    tenant, _, row = fields.text("tenant").partition(":")
    chosen = id_in(tenant)
    seen_row = fields.number("seen_row") if chosen is None else id_in(row)
    if one.is_report:
        firm = one.firm or {}
        values = {name: value for name, value in values.items() if (value or None) != firm.get(name)}
    return Decision(
        act="refuse" if act == "refuse" else "join" if act == "join" else "accept",
        key=one.key,
        version=fields.number("version") or 0,
        seen_row=seen_row,
        values=values or None,
        since=_day(fields.text("since")),
        tenant=chosen,
        answer=fields.text("answer") or fields.text("sentence") if act == "refuse" else fields.text("answer"),
        original=fields.text("original")[:12],
        also=_chosen(fields.all("also")),
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    with suppress(InvalidInput):
        return read_day(text)
    problem = Said("Gebraucht wird ein Tag wie 2026-11-22.", "Give a day such as 2026-11-22.")
    raise InvalidInput(problem, {"since": problem})


def _needs_look(one: Entry) -> bool:
    """What is not taken in bulk: where the firm was changed since, or a report does not say what to do."""
    return one.moved_on or (one.is_report and one.kind in ("gone", "entry"))


def _chosen(texts: Sequence[str]) -> list[Seen]:
    """`p12:3` as key and version; what is none is left out."""
    found = {}
    for text in texts:
        key, _, version = text.partition(":")
        seen = id_in(version)
        if key[:1] in ("p", "r") and seen is not None:
            found[key[:12]] = seen
    return list(found.items())


def _pairs(seen: Sequence[Seen]) -> list[str]:
    return [f"{key}:{version}" for key, version in seen]


def _named(done: Done, language: str) -> list[tuple[str, str]]:
    return [(key, in_language(why, language)) for key, why in done.left]

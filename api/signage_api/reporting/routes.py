"""`/{CODE}/report`: the form, and what it sends."""

import asyncio
import gzip
from dataclasses import replace
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from signage import languages
from signage.codes import token as tokens
from signage.domain.keys import id_in
from signage.errors import InvalidInput, Unavailable
from signage.services.reports import Taken
from signage.services.reports.limits import network_of
from signage.services.reports.photos import LARGEST_MB, cleaned_photo
from signage_api.headers import takes_gzip
from signage_api.problems import NOTHING_HERE, answer
from signage_api.reporting.bodies import (
    Body,
    BodyTooLarge,
    BodyUnreadable,
    ComingIn,
    Form,
    TooManyAtOnce,
)
from signage_api.reporting.desk import Desk, NotTaken, Sent, minutes
from signage_api.reporting.pages import Asked, Filled
from signage_api.reporting.senders import is_own_page, sender_of

_MOST_BYTES = (LARGEST_MB << 20) + (1 << 16)
_MOST_AT_ONCE, _MOST_OF_A_NETWORK = 20, 2


def add_to(app: Starlette) -> None:
    """The form's address."""
    app.state.reports_coming_in = ComingIn(most=_MOST_AT_ONCE, most_of_a_network=_MOST_OF_A_NETWORK)
    app.state.photos_at_work = asyncio.Semaphore(1)
    path = "/{code}/report"
    app.add_route(path, _form, methods=["GET", "HEAD"])
    app.add_route(path, _take, methods=["POST"])


def _asked(request: Request) -> Asked | None:
    """The form of the code in the path, None where there is none; reads the store, so not on the loop."""
    desk: Desk = request.app.state.desk
    try:
        token = tokens.normalise(request.path_params["code"][:40])
    except InvalidInput:
        return None
    wanted = request.query_params.get("lang", "")
    known = wanted if wanted in languages.languages() else ""
    return desk.asked(token, known or languages.choose(request.headers.get("accept-language", "")))


def _form(request: Request) -> Response:
    asked = _asked(request)
    if asked is None:
        return answer(request, 404, NOTHING_HERE)
    return _page(request, asked, Filled(tenant=id_in(request.query_params.get("firm", ""))))


async def _take(request: Request) -> Response:
    asked = await asyncio.to_thread(_asked, request)
    if asked is None:
        return answer(request, 404, NOTHING_HERE)
    return await _taken(request, asked)


async def _taken(request: Request, asked: Asked) -> Response:
    body, form = Body(), Form({})
    try:
        form = await _received(request, body)
        asked = replace(asked, language=_language(form, asked))
        return await _admitted(request, asked, form, body)
    except NotTaken as refused:
        filled = Filled(
            trouble=refused.trouble,
            minutes=minutes(refused.wait_s),
            text=form.fields.get("text", "")[:2000],
            tenant=id_in(form.fields.get("tenant", "")),
        )
        return await asyncio.to_thread(_page, request, asked, filled, refused.status, refused.wait_s)
    finally:
        body.close()


async def _received(request: Request, body: Body) -> Form:
    state = request.app.state
    if not is_own_page(request.headers, state.settings.public_url):
        raise NotTaken("foreign", 403)
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > _MOST_BYTES:
        raise NotTaken("too_large", 413)
    coming_in: ComingIn = state.reports_coming_in
    try:
        with coming_in.one_of(network_of(_sender(request))):
            await body.receive(request.stream(), most=_MOST_BYTES)
        form = await asyncio.to_thread(body.form, request.headers.get("content-type", ""))
    except TooManyAtOnce:
        raise NotTaken("unavailable", 503, 30) from None
    except BodyTooLarge:
        raise NotTaken("too_large", 413) from None
    except (BodyUnreadable, ClientDisconnect):
        raise NotTaken("unreadable", 400) from None
    if form.photo and form.photo[1] - form.photo[0] > LARGEST_MB << 20:
        raise NotTaken("too_large", 413)
    return form


async def _admitted(request: Request, asked: Asked, form: Form, body: Body) -> Response:
    desk: Desk = request.app.state.desk
    sent = _sent(request, form)
    admitted = await asyncio.to_thread(desk.admit, asked, sent)
    notes: list[str] = []
    if isinstance(admitted, Taken):
        taken = admitted
    else:
        report, words = admitted
        if form.photo and words:
            async with request.app.state.photos_at_work:
                photo = await asyncio.to_thread(cleaned_photo, body.path, *form.photo)
            if isinstance(photo, bytes):
                report = replace(report, photo=photo)
            else:
                notes = [photo]
        elif form.photo:
            notes = ["trimmed"]
        taken = await asyncio.to_thread(desk.take, asked, sent, report, words=words)
    html = await asyncio.to_thread(desk.thanks, asked, sent.kind, taken, notes)
    return _html(request, html, 200, asked.language)


def _sender(request: Request) -> str:
    desk: Desk = request.app.state.desk
    peer = request.client.host if request.client else ""
    # Several fields are one list (RFC 9110, 5.3); the reader's own would else hide the one that a proxy adds.
    forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
    return sender_of(peer, forwarded, desk.proxies)


def _sent(request: Request, form: Form) -> Sent:
    given = form.fields
    return Sent(
        kind=given.get("kind", ""),
        token=given.get("token", ""),
        text=given.get("text", ""),
        tenant=id_in(given.get("tenant", "")),
        trap=given.get("website", ""),
        address=_sender(request),
        has_photo=form.photo is not None,
    )


def _language(form: Form, asked: Asked) -> str:
    wanted = form.fields.get("lang", "")
    return wanted if wanted in languages.languages() else asked.language


def _page(request: Request, asked: Asked, filled: Filled, status: int = 200, wait_s: float = 0.0) -> Response:
    desk: Desk = request.app.state.desk
    try:
        html = desk.form(asked, filled)
    except Unavailable:
        # The key of the forms is not there yet and cannot be written: nothing could be taken anyway.
        html, status = desk.pages.form(asked, "", replace(filled, trouble="unavailable")), 503
    return _html(request, html, status, asked.language, wait_s)


def _html(request: Request, html: str, status: int, language: str, wait_s: float = 0.0) -> Response:
    desk: Desk = request.app.state.desk
    headers: dict[str, Any] = {
        "Content-Security-Policy": desk.pages.policy,
        "Content-Language": language,
        # Without a referrer a browser would not say either from which page a form comes.
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
        "Vary": "Accept-Language, Accept-Encoding",
    }
    if wait_s:
        headers["Retry-After"] = str(round(wait_s))
    content = html.encode()
    if takes_gzip(request.headers.get("accept-encoding", "")):
        content, headers["Content-Encoding"] = gzip.compress(content, 6), "gzip"
    return Response(content, status, headers, "text/html; charset=utf-8")

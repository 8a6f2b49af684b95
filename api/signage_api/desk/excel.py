"""`/desk/excel`: firms as a workbook to take along; what comes back, row by row, before anything happens."""

import re
import unicodedata
from urllib.parse import quote

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.names import sort_key
from signage.domain.validity import today
from signage.errors import Conflict, InvalidInput, Said, SignageError
from signage.languages.desk import word
from signage.services.notices import signs_after
from signage.services.reverting import revert_change_set
from signage.services.rights import Rights
from signage.services.round_trip import desk, layouts, uploads
from signage.services.round_trip.exporting import export_workbook
from signage.services.round_trip.layouts import Layout
from signage.services.round_trip.lines import KINDS, LEAVE, Comparison
from signage.services.round_trip.running import LARGE, Comparisons, Running, Taking, Takings
from signage.services.round_trip.scope import areas_in, load_ground, read_scope
from signage.services.round_trip.taking import LEFT, VERDICTS, Decision
from signage.services.round_trip.uploads import Upload
from signage.store import Store
from signage_api.desk.excel_view import Spoken, filters, page_of, to_be_done
from signage_api.desk.frame import desk_language, go_to, page
from signage_api.desk.multipart import UploadedFile
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Fields, Me, Sent
from signage_api.problems import in_language

_PATH = "/desk/excel"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NO_FILE = Said("Bitte zuerst eine Datei auswählen.", "Please choose a file first.")
_running, _takings = Comparisons(), Takings()
_NAMED = 200  # rows that the page of a result lists


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    for path, handler, methods in (
        ("", _start, ["GET", "HEAD"]),
        ("", _receive, ["POST"]),
        ("/export", _export, ["GET", "HEAD"]),
        ("/{key}", _show, ["GET", "HEAD"]),
        ("/{key}/columns", _lay_out, ["POST"]),
        ("/{key}/sheet", _choose_sheet, ["POST"]),
        ("/{key}/rows", _decide, ["POST"]),
        ("/{key}/verdicts", _verdicts, ["GET", "HEAD"]),
        ("/{key}/revert", _revert, ["POST"]),
        ("/{key}/forget", _forget, ["POST"]),
    ):
        api.add_api_route(_PATH + path, handler, methods=methods, include_in_schema=False)


def _start(request: Request, me: Me) -> Response:
    return _start_page(request, me)


def _start_page(request: Request, me: Me, trouble: SignageError | None = None) -> Response:
    store = request.app.state.store
    ground = load_ground(store, me.rights)
    values = {
        "towns": [town for town in _towns(store) if town[0] in ground.towns],
        "areas": areas_in(ground, read_scope(ground)),
        "names": ground.towns,
        "uploads": uploads.list_uploads(store, me.account),
        "may_send": me.rights.writes("tenant"),
        "most_mb": request.app.state.settings.max_body_mb,
        "trouble": in_language(trouble.message, desk_language(request, me)) if trouble else "",
    }
    return page(request, "excel.html", me, values, status=422 if trouble else 200)


def _towns(store: Store) -> list[tuple[str, str]]:
    """The municipalities that there are today, by name: a former one has no firms to take along."""
    towns = [(row["ags"], row["name"]) for row in store.read("municipality", as_of=today())]
    return sorted(towns, key=lambda town: sort_key(town[1]))


def _export(request: Request, me: Me, of: str = "", as_language: str = "") -> Response:
    store = request.app.state.store
    ground = load_ground(store, me.rights)
    kind, _, value = of.partition(":")
    scope = read_scope(ground, **{kind: value}) if kind in ("municipality", "area") else read_scope(ground)
    language = as_language if as_language in ("de", "en") else desk_language(request, me)
    made = export_workbook(store, rights=me.rights, scope=scope, language=language)
    word = "firms" if language == "en" else "Firmen"
    name = "_".join(part for part in (word, _plain(made.title), f"{today():%Y-%m-%d}") if part)
    return _download(made.content, f"{name}.xlsx")


def _receive(request: Request, me: Me, sent: UploadedFile) -> Response:
    if not sent.name or not sent.content:
        return _start_page(request, me, InvalidInput(_NO_FILE))
    try:
        key = desk.receive(request.app.state.store, sent.content, sent.name, rights=me.rights)
    except InvalidInput as error:
        return _start_page(request, me, error)
    return go_to(request, f"{_PATH}/{key}")


def _show(request: Request, me: Me, key: str, kind: str = "", number: int = 1) -> Response:
    return _upload_page(request, me, _upload(request, me, key), kind=kind, number=number)


def _upload_page(
    request: Request,
    me: Me,
    upload: Upload,
    *,
    kind: str = "",
    number: int = 1,
    trouble: SignageError | None = None,
) -> Response:
    """The page for where the file has got to: asking for its columns, comparing, or done."""
    # Asked before it is looked whether the file was taken: else it could be over in between.
    taking = desk.taking_of(request.app.state.store, upload, _takings)
    if taking is not None:
        upload = _upload(request, me, upload.key)
    if desk.taken_of(upload) is not None:
        return _result_page(request, me, upload, trouble)
    if taking is not None and taking.goes_on:
        told = "excel.taking.stored" if taking.is_storing else "excel.taking.compared"
        return _wait_page(request, me, upload, taking, told=told)
    if not upload.sheet.is_ours and desk.layout_of(upload) is None:
        return _columns_page(request, me, upload)
    return _rows_page(request, me, upload, kind, number, trouble)


def _columns_page(
    request: Request, me: Me, upload: Upload, layout: Layout | None = None, wrong: tuple[str, ...] = ()
) -> Response:
    ground = load_ground(request.app.state.store, me.rights)
    values = {
        "upload": upload,
        "judged": desk.lines_to_judge(upload.sheet),
        "encodings": desk.ENCODINGS,
        "notes": [in_language(note, desk_language(request, me)) for note in upload.sheet.notes],
        "columns": layouts.columns_of(upload.sheet, layout.fields if layout else None),
        "layout": layout or Layout({}),
        "wrong": wrong,
        "fields": layouts.CHOICES,
        "areas": areas_in(ground, read_scope(ground)),
        "names": ground.towns,
    }
    return page(request, "excel_columns.html", me, values, status=422 if wrong else 200)


def _rows_page(
    request: Request, me: Me, upload: Upload, kind: str, number: int, trouble: SignageError | None
) -> Response:
    store, language = request.app.state.store, desk_language(request, me)
    if len(upload.sheet) < LARGE:
        comparison = desk.compare(store, upload, rights=me.rights)
    else:
        running = desk.begin_to_compare(store, upload, _running, rights=me.rights)
        if running.failed is not None:
            raise running.failed
        if running.result is None:
            return _wait_page(request, me, upload, running, told="excel.wait.of")
        comparison = running.result
    failed = _failed(upload)
    decisions = desk.decisions_of(upload)
    kind = kind if kind in KINDS else ""
    lines, number, pages = page_of(comparison.of(kind), number)
    values = {
        "upload": upload,
        "judged": desk.lines_to_judge(upload.sheet),
        "encodings": desk.ENCODINGS,
        "comparison": comparison,
        "lines": Spoken(load_ground(store, me.rights), language).lines(lines, decisions),
        "filters": filters(comparison),
        "kind": kind,
        "number": number,
        "pages": pages,
        "total": len(comparison.of("")),
        "chosen": to_be_done(comparison, decisions),
        "notes": [in_language(note, language) for note in comparison.notes],
        "is_remembered": bool(upload.choices.get("is_remembered")),
        "trouble": in_language(said.message, language) if (said := trouble or failed) else "",
    }
    return page(request, "excel_rows.html", me, values, status=409 if trouble else 200)


def _failed(upload: Upload) -> SignageError | None:
    """Why a file could not be taken, told once; anything but what is meant for people is raised."""
    taking = _takings.of(upload.key)
    if taking is None or taking.failed is None:
        return None
    _takings.told(upload.key)
    if not isinstance(taking.failed, SignageError):
        raise taking.failed
    return taking.failed


def _wait_page(
    request: Request, me: Me, upload: Upload, running: Running[Comparison] | Taking, *, told: str
) -> Response:
    """How many rows are compared or taken; the page asks again by itself, with and without scripts."""
    values = {
        "upload": upload,
        "address": f"{_PATH}/{upload.key}",
        "is_taken": isinstance(running, Taking),
        "told": told,
        "done": running.done,
        "total": running.total,
    }
    return page(request, "excel_wait.html", me, values)


def _result_page(request: Request, me: Me, upload: Upload, trouble: SignageError | None) -> Response:
    taken, language = desk.taken_of(upload), desk_language(request, me)
    assert taken is not None
    back = [
        (
            key if key.isdecimal() else "–",
            one.name,
            in_language(VERDICTS[one.verdict], language),
            in_language(one.why, language) if one.why else word(language, "excel.done.left"),
        )
        for key, one in taken.outcomes.items()
        if one.why or one.verdict == LEFT
    ]
    is_reverted, made = bool(upload.choices.get("is_reverted")), taken.change_set
    values = {
        "upload": upload,
        "taken": taken,
        "notices": signs_after(request.app.state.store, made, rights=me.rights)
        if made and not is_reverted
        else [],
        "verdicts": [
            (in_language(VERDICTS[name], language), count) for name, count in taken.counts.items() if count
        ],
        "back": back[:_NAMED],
        "more": max(len(back) - _NAMED, 0),
        "is_reverted": is_reverted,
        "trouble": in_language(trouble.message, language) if trouble else "",
    }
    return page(request, "excel_result.html", me, values, status=409 if trouble else 200)


def _lay_out(request: Request, me: Me, sent: Sent, key: str) -> Response:
    store, upload = request.app.state.store, _open(request, me, key)
    if sent.text("then") == "again":
        desk.ask_again(store, upload)
        return go_to(request, f"{_PATH}/{key}")
    names = sent.all("column")
    chosen = {
        heading: name if name in layouts.CHOICES else ""
        for heading, name in zip(upload.sheet.headings, names, strict=False)
    }
    ground = load_ground(store, me.rights)
    area = sent.number("area")
    layout = Layout(chosen, area if area in ground.areas else None, sent.text("is_whole") == "yes")
    wrong = layouts.complaints(upload.sheet, layout)
    if wrong:
        return _columns_page(request, me, upload, layout, tuple(wrong))
    desk.lay_out(store, upload, layout, rights=me.rights)
    return go_to(request, f"{_PATH}/{key}")


def _choose_sheet(request: Request, me: Me, sent: Sent, key: str) -> Response:
    upload = _open(request, me, key)
    try:
        if encoding := sent.text("encoding"):
            desk.choose_encoding(request.app.state.store, upload, encoding)
        else:
            desk.choose_sheet(request.app.state.store, upload, sent.text("sheet"))
    except InvalidInput as error:
        return _start_page(request, me, error)
    return go_to(request, f"{_PATH}/{key}")


def _decide(request: Request, me: Me, sent: Sent, key: str) -> Response:
    """Remember what the page's rows were decided to; then look at others, or take all that is decided."""
    store, upload = request.app.state.store, _upload(request, me, key)
    then, kind = sent.text("then"), sent.text("kind")
    if _goes_on(request, upload):
        return go_to(request, f"{_PATH}/{key}")
    try:
        upload = desk.decide(store, upload, _decisions(sent))
        if then == "take":
            _take(request, me, upload, sent.text("stamp"))
            return go_to(request, f"{_PATH}/{key}")
    except Conflict as error:
        number = sent.number("number") or 1
        return _upload_page(request, me, _upload(request, me, key), kind=kind, number=number, trouble=error)
    what, _, value = then.partition(":")
    wanted = {"kind": value} if what == "kind" else {"kind": kind, "number": value or sent.text("number")}
    query = "&".join(f"{name}={quote(text)}" for name, text in wanted.items() if text)
    return go_to(request, f"{_PATH}/{key}" + (f"?{query}" if query else ""))


def _take(request: Request, me: Me, upload: Upload, stamp: str) -> None:
    """Take what was decided: at once, or beside the request where that is long."""
    store = request.app.state.store
    if len(upload.sheet) < LARGE:
        desk.take_decided(store, upload, stamp=stamp, rights=me.rights)
    else:
        desk.begin_to_take(store, upload, _takings, stamp=stamp, rights=me.rights)


def _goes_on(request: Request, upload: Upload) -> bool:
    """Whether the file is being taken, so that nothing can be decided of it."""
    taking = desk.taking_of(request.app.state.store, upload, _takings)
    return taking is not None and taking.goes_on


def _decisions(sent: Fields) -> dict[str, Decision]:
    """What the rows that the page showed were decided to; a box that is not ticked says no."""
    said, sides = sent.as_dict(), dict[str, dict[str, str]]()
    for name, value in said.items():
        what, _, rest = name.partition(".")
        if what == "side":
            line, _, field = rest.partition(".")
            sides.setdefault(line, {})[field] = value
    return {line: Decision(said.get(f"do.{line}", LEAVE), sides.get(line, {})) for line in sent.all("shown")}


def _verdicts(request: Request, me: Me, key: str) -> Response:
    content, name = desk.answer(_upload(request, me, key), language=desk_language(request, me))
    return _download(content, name)


def _revert(request: Request, me: Me, _sent: Sent, key: str) -> Response:
    store, upload = request.app.state.store, _upload(request, me, key)
    taken = desk.taken_of(upload)
    if taken is not None and taken.change_set is not None:
        try:
            revert_change_set(store, taken.change_set, rights=me.rights)
        except Conflict as error:
            return _upload_page(request, me, upload, trouble=error)
        uploads.set_choices(store, upload, {**upload.choices, "is_reverted": True})
    return go_to(request, f"{_PATH}/{key}")


def _forget(request: Request, me: Me, _sent: Sent, key: str) -> Response:
    uploads.forget_upload(request.app.state.store, key, account=me.account)
    return go_to(request, _PATH)


def _upload(request: Request, me: Me, key: str) -> Upload:
    return uploads.load_upload(request.app.state.store, key, account=me.account)


def _open(request: Request, me: Me, key: str) -> Upload:
    """A file of which it can still be said how it is to be read. Raises NotFound, Conflict."""
    upload = _upload(request, me, key)
    desk.require_not_taken(upload)
    if _goes_on(request, upload):
        raise Conflict(desk.IS_TAKEN_NOW)
    return upload


def _download(content: bytes, name: str) -> Response:
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    kind = _XLSX if name.endswith(".xlsx") else "text/csv; charset=utf-8"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type=kind)


def _plain(title: str) -> str:
    """A title as part of a file's name."""
    return re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFC", title)).strip("-")[:60]


def _is_open(rights: Rights) -> bool:
    return not rights.nowhere


ROOM = Room(name="excel", add_to=add_to, path=_PATH, label="excel.nav", is_open=_is_open)

"""An uploaded file on its way through the desk: read, laid out, compared, decided, taken."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, select

from signage.domain.validity import today
from signage.errors import Conflict, InvalidInput, NotFound, Said, StaleVersion
from signage.formats.charsets import NAMES
from signage.services.rights import Rights, require_writes
from signage.services.round_trip import layouts
from signage.services.round_trip.comparing import Progress, compare_own
from signage.services.round_trip.foreign import compare_foreign
from signage.services.round_trip.layouts import Layout
from signage.services.round_trip.lines import Comparison
from signage.services.round_trip.meanwhile import OTHERS_WERE_FASTER, require_entered_once
from signage.services.round_trip.parking import park_refused
from signage.services.round_trip.reading import Sheet, read_upload
from signage.services.round_trip.running import LARGE, Comparisons, Running, Taking, Takings
from signage.services.round_trip.scope import load_ground
from signage.services.round_trip.taking import Decision, Outcome, Taken, require_same_rights, take
from signage.services.round_trip.uploads import (
    Upload,
    keep_upload,
    load_upload,
    set_choices,
    set_parsed,
    settle_choices,
)
from signage.services.round_trip.verdicts import with_verdicts
from signage.services.tenants.entering import ENTERING, known_firms
from signage.store import Store
from signage.store.schema import change

ENCODINGS: Final = {key: name for key, name in NAMES.items() if key != "utf-8"}  # with a mark or without
_LINES, _LONGEST_LINE = 3, 160
_LOOKED_AT: Final = ("tenant", "area", "municipality")
_MENDED: Final = "mended"  # among what is kept of an upload: ids of parked rows
IS_TAKEN_NOW: Final = Said("Diese Datei wird gerade übernommen.", "This file is being taken just now.")


def receive(store: Store, content: bytes, name: str, *, rights: Rights, mended: Sequence[int] = ()) -> str:
    """Read a file that somebody sent and keep it for a day; gives its key. `mended` are ids of the parked
    rows that it is made of, which wait no longer once it is taken.

    Raises Forbidden for who may write no firm, InvalidInput and UntrustedFile for what cannot be read.
    """
    require_writes(rights, "tenant")
    parsed = read_upload(content, name)
    key = keep_upload(store, account=rights.account, file=name, content=content, parsed=parsed)
    upload = load_upload(store, key, account=rights.account)
    known = None if upload.sheet.is_ours or not len(upload.sheet) else _remembered(store, upload, rights)
    choices: dict[str, Any] = {_MENDED: list(mended)} if mended else {}
    if known is not None:
        choices |= {"layout": _kept(known), "is_remembered": True}
    if choices:
        set_choices(store, upload, choices)
    return key


def choose_sheet(store: Store, upload: Upload, sheet: str) -> None:
    """Read another sheet of the workbook. Raises as `receive`, Conflict where it was taken meanwhile."""
    set_parsed(store, upload, read_upload(upload.content, upload.file, sheet=sheet), _anew(upload))


def choose_encoding(store: Store, upload: Upload, encoding: str) -> None:
    """Read a CSV in another character set. Raises as `choose_sheet`, InvalidInput for one that does not
    fit.
    """
    if encoding not in ENCODINGS:
        raise InvalidInput(Said("Dieser Zeichensatz ist nicht bekannt.", "This character set is not known."))
    set_parsed(store, upload, read_upload(upload.content, upload.file, encoding=encoding), _anew(upload))


def lines_to_judge(sheet: Sheet) -> list[str]:
    """Lines of a CSV by which somebody sees whether its character set was guessed right: those with letters
    that are another in each. None where it makes no difference.
    """
    if not sheet.encoding:
        return []
    rows = ([str(cell or "") for cell in row] for row in zip(*sheet.columns, strict=True))
    told = (row for row in (sheet.headings, *rows) if not "".join(row).isascii())
    return [" · ".join(filter(None, row))[:_LONGEST_LINE] for row in islice(told, _LINES)]


def layout_of(upload: Upload) -> Layout | None:
    """What the columns of a foreign file mean, once it is known."""
    said = upload.choices.get("layout")
    return None if said is None else Layout(said["fields"], said["area"], said["is_whole"])


def lay_out(store: Store, upload: Upload, layout: Layout, *, rights: Rights) -> None:
    """Settle what the columns mean, and remember it for the next file like this. Raises Forbidden for who may
    write no firm (any more).
    """
    require_writes(rights, "tenant")
    layouts.remember(store, upload.sheet, _town(rights), layout, who=rights.who)
    set_choices(store, upload, _anew(upload) | {"layout": _kept(layout)})


def ask_again(store: Store, upload: Upload) -> None:
    """Forget what the columns of this file mean, to be asked."""
    set_choices(store, upload, _anew(upload))


def _anew(upload: Upload) -> dict[str, Any]:
    """What stays known of a file whose columns are asked about once more."""
    return {name: upload.choices[name] for name in (_MENDED,) if name in upload.choices}


def begin_to_compare(
    store: Store, upload: Upload, running: Comparisons, *, rights: Rights
) -> Running[Comparison]:
    """As `compare`, for a large file beside the request: with how far it has come, for the same rights on the
    same day. What was shown once is compared anew after any change of the inventory.
    """
    layout = upload.choices.get("layout")
    sheet = (upload.key, upload.sheet.name, upload.sheet.encoding, len(upload.sheet))
    key = (*sheet, repr(layout), rights, today())
    return running.of(
        key,
        len(upload.sheet),
        lambda tell: compare(store, upload, rights=rights, progress=tell),
        state=_state_of(store),
    )


def _state_of(store: Store) -> int:
    """The newest change of what a comparison looks at: neither reports nor signs begin it anew."""
    query = select(change.c.id).where(change.c.layer.in_(_LOOKED_AT)).order_by(change.c.id.desc()).limit(1)
    with store.engine_read() as connection:
        return int(connection.execute(query).scalar() or 0)


def compare(
    store: Store, upload: Upload, *, rights: Rights, progress: Progress = lambda _done, _total: None
) -> Comparison:
    """The file against what is stored now."""
    if upload.sheet.is_ours:
        return compare_own(store, upload.sheet, rights=rights, progress=progress)
    layout = layout_of(upload)
    assert layout is not None
    ground = load_ground(store, rights)
    if layout.area not in ground.areas:
        layout = replace(layout, area=None)
    return compare_foreign(store, upload.sheet, layout, rights=rights, progress=progress)


def decisions_of(upload: Upload) -> dict[str, Decision]:
    """What was decided so far, by the key of the line."""
    said: Mapping[str, Any] = upload.choices.get("decisions", {})
    return {key: Decision(one["do"], one["sides"]) for key, one in said.items()}


def decide(store: Store, upload: Upload, decisions: Mapping[str, Decision]) -> Upload:
    """Remember decisions beside those that were made before; gives the upload as it is now. Raises Conflict
    when the file was taken already.
    """
    require_not_taken(upload)
    every = decisions_of(upload) | dict(decisions)
    kept = {key: {"do": one.do, "sides": dict(one.sides)} for key, one in every.items()}
    set_choices(store, upload, {**upload.choices, "decisions": kept})
    return load_upload(store, upload.key, account=upload.account)


def begin_to_take(store: Store, upload: Upload, takings: Takings, *, stamp: str, rights: Rights) -> Taking:
    """As `take_decided`, for a large file beside the request: once, also by several server processes."""

    def work(taking: Taking) -> Taken:
        with store.sole(_task(upload)) as is_mine:
            if not is_mine:
                raise Conflict(IS_TAKEN_NOW)
            return take_decided(
                store, upload, stamp=stamp, rights=rights, compared=taking.tell, stored=taking.tell_stored
            )

    return takings.begin(upload.key, len(upload.sheet), work)


def taking_of(store: Store, upload: Upload, takings: Takings) -> Taking | None:
    """What goes on with a file that somebody takes, here or in another server process, or why it failed."""
    known = takings.of(upload.key)
    if known is None and len(upload.sheet) >= LARGE and store.is_at(_task(upload)):
        return Taking(0)
    return known


def _task(upload: Upload) -> str:
    return f"take {upload.key}"


def take_decided(
    store: Store,
    upload: Upload,
    *,
    stamp: str,
    rights: Rights,
    compared: Progress = lambda _done, _total: None,
    stored: Progress = lambda _done, _total: None,
) -> Taken:
    """Carry out what was decided; `stamp` is that of the comparison that was looked at. `compared` and
    `stored` are told how far it has come.

    Raises StaleVersion when a firm of the file was changed since, or entered by somebody else, Conflict when
    the file was taken already, Forbidden when the rights of the account are others by the time that it is
    stored.
    """
    require_not_taken(upload)
    known = known_firms(store)
    comparison = compare(store, upload, rights=rights, progress=compared)
    if stamp != comparison.stamp:
        raise StaleVersion(OTHERS_WERE_FASTER, {})
    outcomes: dict[str, Outcome] = {}
    decisions, ground = decisions_of(upload), load_ground(store, rights)

    def claim(connection: Connection, change_set: int | None) -> None:
        require_same_rights(connection, rights)
        own = {one.tenant for one in outcomes.values() if one.tenant is not None}
        store.wait_for(connection, ENTERING)
        require_entered_once(connection, comparison, decisions, known | own, rights)
        _settle(connection, upload, Taken(change_set, outcomes))
        park_refused(
            connection,
            upload.sheet,
            comparison,
            decisions,
            outcomes,
            file=upload.file,
            ground=ground,
            mended=upload.choices.get(_MENDED, ()),
        )

    return take(
        store,
        comparison,
        decisions,
        rights=rights,
        file=upload.file,
        claim=claim,
        into=outcomes,
        progress=stored,
    )


def _settle(connection: Connection, upload: Upload, taken: Taken) -> None:
    outcomes = {key: _plain(one) for key, one in taken.outcomes.items()}
    kept = {"change_set": taken.change_set, "outcomes": outcomes}
    settle_choices(connection, upload, {**upload.choices, "taken": kept})


def require_not_taken(upload: Upload) -> None:
    """Conflict for a file that was taken, also where that was taken back: what was decided was decided about
    what was there then.
    """
    if "taken" in upload.choices:
        raise Conflict(
            Said(
                "Diese Datei wurde schon übernommen. Um sie noch einmal zu übernehmen, bitte noch einmal "
                "hochladen.",
                "This file was taken already. To take it once more, please upload it once more.",
            )
        )


def taken_of(upload: Upload) -> Taken | None:
    """What came of the file, once it was taken."""
    said = upload.choices.get("taken")
    if said is None:
        return None
    outcomes = {
        key: Outcome(verdict, Said(german, english), tenant, name, *version)
        for key, (verdict, german, english, tenant, name, *version) in said["outcomes"].items()
    }
    return Taken(said["change_set"], outcomes)


def answer(upload: Upload, *, language: str) -> tuple[bytes, str]:
    """The file with the verdict behind each row, and a name for it. NotFound before it was taken."""
    taken = taken_of(upload)
    if taken is None:
        raise NotFound(Said("Diese Datei wurde noch nicht übernommen.", "This file was not taken yet."))
    content = with_verdicts(upload.content, upload.sheet, taken.outcomes, language=language)
    stem = upload.file.rpartition(".")[0] or upload.file
    word = "verdicts" if language == "en" else "Ergebnis"
    return content, f"{stem}_{word}.{'xlsx' if upload.sheet.kind == 'xlsx' else 'csv'}"


def _plain(one: Outcome) -> list[Any]:
    return [one.verdict, str(one.why), one.why.english, one.tenant, one.name, one.version]


def _kept(layout: Layout) -> dict[str, Any]:
    return {"fields": dict(layout.fields), "area": layout.area, "is_whole": layout.is_whole}


def _remembered(store: Store, upload: Upload, rights: Rights) -> Layout | None:
    known = layouts.remembered(store, upload.sheet, _town(rights))
    return None if known is None or layouts.complaints(upload.sheet, known) else known


def _town(rights: Rights) -> str:
    """The municipality whose layouts these are; empty for who answers for several."""
    mine = rights.municipalities or frozenset()
    return next(iter(mine)) if len(mine) == 1 else ""

"""Decisions on entries of the queue: one, several, and taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from signage.domain.validity import today
from signage.errors import InvalidInput, Said, SignageError
from signage.services.proposals.of_reports import accept_report, reopen_report
from signage.services.proposals.queue import Entry, entry
from signage.services.proposals.settling import (
    accept_proposal,
    close_proposal,
    join_proposal,
    refuse_proposal,
    reopen_proposal,
    require_settles,
    stale,
)
from signage.services.reports.settling import settle_report
from signage.services.rights import Rights
from signage.store import Store

Act = Literal["accept", "correct", "refuse", "join"]
Seen = tuple[str, int]  # key and version of an entry


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What to do with an entry as it was seen; `also` are others of the same matter, settled with it."""

    act: Act
    key: str
    version: int
    seen_row: int | None = None
    values: Mapping[str, Any] | None = None
    since: date | None = None
    tenant: int | None = None
    answer: str = ""
    original: str = ""
    also: Sequence[Seen] = field(default=())


@dataclass(frozen=True, slots=True)
class Done:
    """The entries that were settled, with their versions since; of the rest why not."""

    settled: list[Seen]
    left: list[tuple[str, str]]


def decide(store: Store, decision: Decision, *, rights: Rights) -> Done:
    """Settle one entry, and with it those of the same matter. Raises as `accept_proposal`."""
    one = entry(store, decision.key, rights=rights)
    if one.is_report:
        settled = _on_report(store, one, decision, rights)
    else:
        settled = _on_proposal(store, one, decision, rights)
    done, left = [(one.key, int(settled["version"]))], list[tuple[str, str]]()
    for key, version in decision.also:
        try:
            done.append((key, _settle_with(store, one, key, version, decision, rights)))
        except SignageError as error:
            left.append((key, error.message))
    return Done(done, left)


def decide_many(store: Store, decisions: Sequence[Decision], *, rights: Rights) -> Done:
    """Settle several, each by itself: one that cannot be settled does not keep the others from it."""
    done = Done([], [])
    for decision in decisions:
        try:
            done.settled.extend(decide(store, decision, rights=rights).settled)
        except SignageError as error:
            problems = error.problems if isinstance(error, InvalidInput) else {}
            done.left.append((decision.key, next(iter(problems.values()), error.message)))
    return done


def reopen_many(store: Store, entries: Sequence[Seen], *, rights: Rights) -> Done:
    """Put entries back into the queue and take back what followed from them; the last settled first."""
    done = Done([], [])
    for key, version in reversed(entries):
        reopen = reopen_report if key[:1] == "r" else reopen_proposal
        try:
            one = entry(store, key, rights=rights)
            now = reopen(store, one.number, rights=rights, seen_version=version)
            done.settled.append((key, int(now["version"])))
        except SignageError as error:
            done.left.append((key, error.message))
    return done


def _on_proposal(store: Store, one: Entry, decision: Decision, rights: Rights) -> Mapping[str, Any]:
    seen: Any = {"rights": rights, "seen_version": decision.version}
    if decision.act == "refuse":
        return refuse_proposal(store, one.number, answer=decision.answer, **seen)
    if decision.act == "join":
        original = decision.original
        if original[:1] != "p":
            raise _no_original()
        return join_proposal(store, one.number, original=entry(store, original, rights=rights).number, **seen)
    return accept_proposal(
        store, one.number, seen_row=decision.seen_row, values=decision.values, since=decision.since,
        answer=decision.answer, **seen,
    )  # fmt: skip


def _on_report(store: Store, one: Entry, decision: Decision, rights: Rights) -> Mapping[str, Any]:
    require_settles(rights, {"municipality": one.municipality, "area": one.area})
    if one.version != decision.version or not one.is_waiting:
        raise stale({"settled_by": one.settled_by, "version": one.version})
    seen: Any = {"rights": rights, "seen_version": decision.version, "answer": decision.answer}
    if decision.act == "refuse":
        return settle_report(store, one.number, state="refused", **seen)
    if decision.act == "join":
        if decision.original[:1] != "r":
            raise _no_original()
        original = entry(store, decision.original, rights=rights).number
        return settle_report(store, one.number, state="duplicate", duplicate_of=original, **seen)
    firm = one.firm["id"] if one.firm else decision.tenant
    ends_on = (decision.since or today()) if one.kind == "gone" and firm is not None else None
    return accept_report(
        store, one.number, tenant=firm, seen_row=decision.seen_row, values=decision.values, ends_on=ends_on,
        **seen,
    )  # fmt: skip


def _settle_with(store: Store, one: Entry, key: str, version: int, decision: Decision, rights: Rights) -> int:
    """Another of the same matter: a duplicate of the first, or settled likewise where one is of another
    kind.
    """
    other = entry(store, key, rights=rights)
    require_settles(rights, {"municipality": other.municipality, "area": other.area})
    if other.is_report == one.is_report:
        joined = Decision(act="join", key=key, version=version, original=one.key)
        decided = _on_report if other.is_report else _on_proposal
        return int(decided(store, other, joined, rights)["version"])
    sentence = _together(one)
    if other.is_report:
        state = "refused" if decision.act == "refuse" else "accepted"
        answer = decision.answer if decision.act == "refuse" else sentence
        now = settle_report(
            store, other.number, rights=rights, seen_version=version, state=state, answer=answer
        )
        return int(now["version"])
    settle = refuse_proposal if decision.act == "refuse" else close_proposal
    answer = decision.answer if decision.act == "refuse" else sentence
    return int(settle(store, other.number, rights=rights, seen_version=version, answer=answer)["version"])


def _together(one: Entry) -> str:
    return f"Erledigt mit {'Meldung' if one.is_report else 'Vorschlag'} {one.number}."


def _no_original() -> InvalidInput:
    problem = Said(
        "Zusammengelegt werden Meldungen mit Meldungen und Vorschläge mit Vorschlägen.",
        "Reports are joined with reports, and proposals with proposals.",
    )
    return InvalidInput(problem, {"duplicate_of": problem})

"""Proposals of firms: taken, put through where that is allowed, settled once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from sqlalchemy import update

from signage.domain.validity import today
from signage.errors import Conflict, Forbidden, InvalidInput, NotFound, SignageError, StaleVersion
from signage.services.editing import change_row, own_row
from signage.services.offices import save_office
from signage.services.proposals import (
    Proposal,
    accept_proposal,
    join_proposal,
    list_proposals,
    one_proposal,
    propose,
    proposing,
    refuse_proposal,
    reopen_proposal,
    settling,
)
from signage.services.proposals import queue as waiting
from signage.services.proposals.kinds import MOST_A_DAY
from signage.services.proposals.queue import queue
from signage.services.rights import Rights
from signage.store import Store
from signage.store.desk_tables import proposal
from tests.places import a_tenant, an_area
from tests.proposals.conftest import FIRM, FOREIGN, OWN, READER

HOSTILE = "<img src=x onerror=alert(1)> & Söhne"


def row_of(store: Store, firm: int) -> dict[str, Any]:
    row = store.row("tenant", firm)
    assert row
    return row


def correct(store: Store, firm: int, seen: Any = None, **values: Any) -> int:
    given = Proposal(kind="correct", values=values)
    version = seen or row_of(store, firm)["version"]
    return propose(store, firm, given, seen_version=version, source=FIRM.who, rights=FIRM).number


def say(store: Store, firm: int, kind: str, **more: Any) -> int:
    given = Proposal(kind=kind, **more)
    version = row_of(store, firm)["version"]
    return propose(store, firm, given, seen_version=version, source=FIRM.who, rights=FIRM).number


def accept(store: Store, number: int, rights: Rights = OWN, **more: Any) -> dict[str, Any]:
    found = one_proposal(store, number, OWN)
    seen = {"seen_version": found["version"], "seen_row": row_of(store, found["tenant"])["version"]}
    return accept_proposal(store, number, rights=rights, **(seen | more))


def test_a_proposal_changes_nothing_until_somebody_takes_it(store: Store, firm: int) -> None:
    number = correct(store, firm, name=HOSTILE, street="Am Kreuz")
    assert row_of(store, firm)["name"] == "Muster GmbH"
    [waiting] = list_proposals(store, rights=OWN, states=("open",))
    assert (waiting["values"], waiting["then"]) == ({"name": HOSTILE}, {"name": "Muster GmbH"})
    done = accept(store, number)
    assert (done["state"], done["settled_by"]) == ("accepted", "Kim Muster")
    assert row_of(store, firm)["name"] == HOSTILE
    assert row_of(store, firm)["confirmed_on"] == today()
    assert store.history(change_set=done["change_set"])[0]["who"] == "Kim Muster"


def test_the_clerk_may_put_a_proposal_right(store: Store, firm: int) -> None:
    number = correct(store, firm, name="MUSTER", house_number="2")
    accept(store, number, values={"name": "Muster AG", "house_number": "2", "note": "no such field"})
    row = row_of(store, firm)
    assert (row["name"], row["house_number"], row["note"]) == ("Muster AG", "2", None)


def test_all_is_right_confirms_and_gone_ends_the_firm(store: Store, firm: int) -> None:
    accept(store, say(store, firm, "confirm"))
    assert row_of(store, firm)["confirmed_on"] == today()
    accept(store, say(store, firm, "gone", since=today() + timedelta(days=9)))
    assert row_of(store, firm)["valid_to"] == today() + timedelta(days=9)


def test_a_firm_that_moved_goes_on_at_its_new_address(store: Store, area: int, firm: int) -> None:
    other = an_area(store, name="Thörey", number="TH")
    values = {"area": other, "street": "Neue Straße", "house_number": "7"}
    accept(store, say(store, firm, "moved", values=values, since=today()))
    assert row_of(store, firm)["valid_to"] == today()
    [new] = store.read("tenant", area=other)
    assert (new["street"], new["valid_from"], new["geometry"]) == ("Neue Straße", today(), None)


def test_a_refusal_says_why_and_changes_nothing(store: Store, firm: int) -> None:
    number = correct(store, firm, name="Anders")
    with pytest.raises(InvalidInput):
        refuse_proposal(store, number, rights=OWN, seen_version=1, answer=" ")
    done = refuse_proposal(store, number, rights=OWN, seen_version=1, answer="Heißt laut Register anders.")
    assert (done["state"], row_of(store, firm)["name"]) == ("refused", "Muster GmbH")


def test_what_changed_meanwhile_is_looked_at_again(store: Store, firm: int) -> None:
    seen = row_of(store, firm)["version"]
    number = correct(store, firm, name="Neu GmbH")
    change_row(store, "tenant", firm, {"name": "Zwischen GmbH"}, seen_version=seen, rights=OWN)
    with pytest.raises(StaleVersion) as stale:
        accept(store, number, seen_row=seen)
    assert stale.value.current["name"] == "Zwischen GmbH"
    assert one_proposal(store, number, OWN)["state"] == "open"
    late = correct(store, firm, seen, activity="Spedition", name="Neu GmbH")
    assert one_proposal(store, late, OWN)["then"] == {"activity": None, "name": "Muster GmbH"}
    accept(store, late)
    assert row_of(store, firm)["name"] == "Neu GmbH"


def test_each_proposal_is_settled_once_whoever_tries_at_the_same_time(store: Store, firm: int) -> None:
    number = correct(store, firm, name="Neu GmbH")
    version = row_of(store, firm)["version"]

    def settle(turn: int) -> str:
        try:
            if turn % 2:
                refuse_proposal(store, number, rights=OWN, seen_version=1, answer=f"Nein {turn}")
            else:
                accept_proposal(store, number, rights=OWN, seen_version=1, seen_row=version)
        except StaleVersion:
            return "late"
        return "settled"

    with ThreadPoolExecutor(8) as threads:
        said = list(threads.map(settle, range(16)))
    assert sorted(said) == ["late"] * 15 + ["settled"]
    is_new = row_of(store, firm)["name"] == "Neu GmbH"
    assert one_proposal(store, number, OWN)["state"] == ("accepted" if is_new else "refused")


def test_firms_that_write_at_the_same_time_lose_nothing(store: Store, area: int) -> None:
    firms = [a_tenant(store, area, name=f"Firma {n}") for n in range(8)]
    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(lambda firm: correct(store, firm, activity="Handel"), firms))
        list(threads.map(lambda number: accept(store, number), numbers))
    assert {row_of(store, firm)["activity"] for firm in firms} == {"Handel"}


def test_the_same_said_twice_is_one_and_a_later_word_replaces_it(store: Store, firm: int) -> None:
    first = correct(store, firm, name="Neu GmbH")
    assert correct(store, firm, name="Neu GmbH") == first
    second = correct(store, firm, name="Noch neuer GmbH")
    old = one_proposal(store, first, OWN)
    assert (old["state"], old["duplicate_of"]) == ("duplicate", second)
    assert [one["id"] for one in list_proposals(store, rights=OWN, states=("open",))] == [second]


def test_a_duplicate_names_another_that_stands_for_itself(store: Store, area: int, firm: int) -> None:
    first = correct(store, firm, name="Neu GmbH")
    second = correct(store, a_tenant(store, area), name="Neu GmbH")
    assert join_proposal(store, second, rights=OWN, seen_version=1, original=first)["state"] == "duplicate"
    for original in (first, second):
        with pytest.raises(InvalidInput):
            join_proposal(store, first, rights=OWN, seen_version=1, original=original)


def test_a_settled_proposal_is_opened_again_and_what_it_did_taken_back(store: Store, firm: int) -> None:
    number = correct(store, firm, name="Neu GmbH")
    done = accept(store, number)
    again = reopen_proposal(store, number, rights=OWN, seen_version=done["version"])
    assert (again["state"], again["settled_by"]) == ("open", "")
    assert row_of(store, firm)["name"] == "Muster GmbH"
    done = accept(store, number)
    version = row_of(store, firm)["version"]
    change_row(store, "tenant", firm, {"name": "Später GmbH"}, seen_version=version, rights=OWN)
    with pytest.raises(Conflict):
        reopen_proposal(store, number, rights=OWN, seen_version=done["version"])
    assert one_proposal(store, number, OWN)["state"] == "accepted"


def test_what_is_harmless_goes_through_where_the_municipality_allows_it(store: Store, firm: int) -> None:
    harmless = {"activity": "Spedition", "gate": "B"}
    assert one_proposal(store, correct(store, firm, **harmless), OWN)["state"] == "open"
    save_office(store, "16070028", mail="", cycle_months=6, firms_direct=True, seen_version=0, rights=OWN)
    through = one_proposal(store, correct(store, firm, activity="Lager"), OWN)
    assert (through["state"], row_of(store, firm)["activity"]) == ("through", "Lager")
    assert store.history(change_set=through["change_set"])[0]["who"] == FIRM.who
    seen = accept(store, through["id"])
    assert (seen["state"], seen["change_set"]) == ("accepted", through["change_set"])


@pytest.mark.parametrize(
    "given",
    [
        Proposal(kind="correct", values={"activity": "Lager", "name": "Anders"}),
        Proposal(kind="correct", values={"web": "evil.example"}),
        Proposal(kind="correct", values={"email": "evil@example.org"}),
        Proposal(kind="correct", values={"activity": "Lager"}, note="Bitte auch das Logo tauschen."),
        Proposal(kind="gone"),
        Proposal(kind="moved", values={"street": "Anderswo"}),
    ],
    ids=lambda given: f"{given.kind}-{'-'.join(given.values)}",
)
def test_names_addresses_moves_and_endings_never_go_through_unseen(
    store: Store, firm: int, given: Proposal
) -> None:
    save_office(store, "16070028", mail="", cycle_months=6, firms_direct=True, seen_version=0, rights=OWN)
    before = row_of(store, firm)
    said = propose(store, firm, given, seen_version=before["version"], source=FIRM.who, rights=FIRM)
    assert not said.is_through
    assert row_of(store, firm) == before


def test_what_went_through_and_is_refused_is_taken_back(store: Store, firm: int) -> None:
    save_office(store, "16070028", mail="", cycle_months=6, firms_direct=True, seen_version=0, rights=OWN)
    number = correct(store, firm, activity="Unfug")
    done = refuse_proposal(store, number, rights=OWN, seen_version=1, answer="Das ist keine Tätigkeit.")
    assert (done["state"], row_of(store, firm)["activity"]) == ("refused", None)


def test_foreign_proposals_are_as_if_they_were_not_there(store: Store, firm: int) -> None:
    number = correct(store, firm, name="Neu GmbH")
    assert list_proposals(store, rights=FOREIGN) == []
    for one in (number, 999):
        with pytest.raises(NotFound):
            one_proposal(store, one, FOREIGN)
        with pytest.raises(NotFound):
            accept_proposal(store, one, rights=FOREIGN, seen_version=1, seen_row=1)
        with pytest.raises(NotFound):
            refuse_proposal(store, one, rights=FOREIGN, seen_version=1, answer="Nein")
        with pytest.raises(NotFound):
            join_proposal(store, one, rights=FOREIGN, seen_version=1, original=number)
        with pytest.raises(NotFound):
            reopen_proposal(store, one, rights=FOREIGN, seen_version=1)
    assert one_proposal(store, number, OWN)["version"] == 1


def test_who_only_reads_settles_nothing(store: Store, firm: int) -> None:
    number = correct(store, firm, name="Neu GmbH")
    assert one_proposal(store, number, READER)["id"] == number
    with pytest.raises(Forbidden):
        accept_proposal(store, number, rights=READER, seen_version=1, seen_row=1)
    with pytest.raises(Forbidden):
        refuse_proposal(store, number, rights=READER, seen_version=1, answer="Nein")


@pytest.mark.parametrize(
    "given",
    [
        Proposal(kind="delete"),
        Proposal(kind="correct"),
        Proposal(kind="correct", values={"name": "Muster GmbH"}),
        Proposal(kind="correct", values={"name": "x" * 300}),
        Proposal(kind="correct", values={"name": "a\x00b"}),
        Proposal(kind="correct", values={"area": 1}),
        Proposal(kind="correct", values={"consents": "phone"}),
        Proposal(kind="correct", values={"web": "javascript:alert(1)"}),
        Proposal(kind="confirm", values={"name": "Anders"}),
        Proposal(kind="gone", since=date(2206, 1, 1)),
        Proposal(kind="gone", note="x" * 501),
    ],
)
def test_what_cannot_be_taken_is_named_and_not_kept(store: Store, firm: int, given: Proposal) -> None:
    version = row_of(store, firm)["version"]
    with pytest.raises(InvalidInput) as refused:
        propose(store, firm, given, seen_version=version, source=FIRM.who, rights=FIRM)
    assert refused.value.problems
    assert list_proposals(store, rights=OWN) == []


def test_a_proposal_whose_words_were_erased_is_still_listed_and_refused(store: Store, firm: int) -> None:
    number = correct(store, firm, name="Neu GmbH")
    with store.write_plain() as connection:
        connection.execute(update(proposal).values(proposed="{}", note=""))
    [one] = queue(store, rights=OWN)
    assert (one.values, one.since) == ({}, None)
    assert (
        refuse_proposal(store, number, rights=OWN, seen_version=1, answer="Erledigt.")["state"] == "refused"
    )


def test_a_firm_says_only_so_much_a_day(store: Store, firm: int) -> None:
    for turn in range(MOST_A_DAY):
        correct(store, firm, activity=f"Tätigkeit {turn}")
    with pytest.raises(SignageError, match="morgen"):
        correct(store, firm, activity="noch eine")


def test_a_firm_that_presses_twice_at_once_said_it_once(
    store: Store, firm: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = Barrier(2)

    def at_once(*asked: Any) -> Any:
        with suppress(BrokenBarrierError):  # a file has one writer at a time
            both.wait(timeout=1)
        return own_row(*asked)

    monkeypatch.setattr(proposing, "own_row", at_once)
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda _: correct(store, firm, 1, name="Neu GmbH"), range(2)))
    assert said[0] == said[1]
    assert len(list_proposals(store, rights=OWN)) == 1


def test_two_who_join_each_to_the_other_at_once_leave_one_waiting(
    store: Store, area: int, firm: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = correct(store, firm, name="Neu GmbH"), correct(store, a_tenant(store, area), name="Neu GmbH")
    both = Barrier(2)

    def at_once(*asked: Any) -> Any:
        found = one_proposal(*asked)
        with suppress(BrokenBarrierError):
            both.wait(timeout=1)
        return found

    def join(one: tuple[int, int]) -> str:
        try:
            return str(join_proposal(store, one[0], rights=OWN, seen_version=1, original=one[1])["state"])
        except InvalidInput as error:
            return ", ".join(error.problems)

    monkeypatch.setattr(settling, "one_proposal", at_once)
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(join, (pair, pair[::-1]))) == ["duplicate", "duplicate_of"]
    assert len(list_proposals(store, rights=OWN, states=("open",))) == 1


def test_what_somebody_saw_and_kept_is_not_taken_back_by_who_came_too_late(
    store: Store, firm: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_office(store, "16070028", mail="", cycle_months=6, firms_direct=True, seen_version=0, rights=OWN)
    number = correct(store, firm, activity="Lager")
    was = one_proposal(store, number, OWN)
    accept(store, number)
    monkeypatch.setattr(settling, "one_proposal", lambda *_: was)  # read a moment before
    with pytest.raises(StaleVersion):
        refuse_proposal(store, number, rights=OWN, seen_version=1, answer="Das ist keine Tätigkeit.")
    assert row_of(store, firm)["activity"] == "Lager"


def test_the_oldest_are_first_even_where_more_wait_than_one_look_takes_in(
    store: Store, area: int, firm: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "MOST", 1)
    first = correct(store, firm, name="Neu GmbH")
    correct(store, a_tenant(store, area), name="Neu GmbH")
    assert [one.number for one in queue(store, rights=OWN, oldest_first=True)] == [first]


def test_what_was_settled_is_found_however_much_came_since(
    store: Store, area: int, firm: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "MOST", 2)
    settled = correct(store, firm, name="Neu GmbH")
    accept(store, settled)
    for number in range(3):
        correct(store, a_tenant(store, area, name=f"Wartet {number}"), name="Anders")
    assert [one.number for one in queue(store, rights=OWN, waiting=False)] == [settled]

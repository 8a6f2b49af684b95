"""Signs that name a firm which is gone, renamed or elsewhere: marked with the change, and put right."""

import threading
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from signage.domain.faces import read_face
from signage.domain.validity import today
from signage.errors import Forbidden, InvalidInput, NotFound, Said, StaleVersion, Unavailable
from signage.services.bulk import Wanted, change_rows
from signage.services.consents import give_consent, list_consents
from signage.services.editing import change_row, end_row
from signage.services.notices import list_notices, report_done, signs_after, signs_naming, undo_done
from signage.services.reverting import revert_change_set
from signage.services.rights import Grant, Rights
from signage.services.tenants.joining import merge_tenants
from signage.services.tenants.moving import move_tenant, rename_tenant
from signage.store import Store
from signage.store.base import BRIEFLY_S
from tests.places import a_municipality, a_sign, a_tenant, an_area, outline, point
from tests.store.outsiders import as_outsider

HERE, THERE = "16070028", "16067029"
CLERK = Rights(frozenset([HERE]), "Kim")
TODAY = today()


class World:
    """An area with a board, a collective sign that refers to one firm and names another, and their firms."""

    def __init__(self, store: Store) -> None:
        self.store = store
        a_municipality(store)
        a_municipality(store, ags=THERE, name="Gotha", geometry=outline(20e3, -20e3, 40e3))
        self.area = an_area(store)
        self.other_area = an_area(store, name="Thörey", number="TH")
        self.muster = a_tenant(store, self.area, name="Muster GmbH")
        self.soehne = a_tenant(store, self.area, name="Müller & Söhne KG", geometry=point(300, 300))
        self.board = a_sign(store, self.area, number="EK-001", type="INF")
        slots = [
            {"id": 1, "tenant": self.muster, "text": "Muster GmbH"},
            {"id": 2, "text": "MUELLER & SOEHNE"},
        ]
        self.sam = a_sign(store, self.area, number="EK-002", type="SAM", face=read_face({"slots": slots}))
        a_sign(store, self.area, number="EK-003", type="BEG")

    def change(self, layer: str, row: int, **values: Any) -> dict[str, Any]:
        found = self.store.row(layer, row)
        assert found is not None
        return change_row(self.store, layer, row, values, seen_version=found["version"], rights=CLERK)

    def open(self, day: date = TODAY, **which: Any) -> list[tuple[str, str, str, str]]:
        found = list_notices(self.store, rights=CLERK, day=day, **which)
        return [(one.number, one.reason, one.old, one.new) for one in found]


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


def test_a_firm_is_named_by_boards_by_reference_and_by_its_folded_name(world: World) -> None:
    muster = signs_naming(world.store, world.muster)
    assert [(one.number, one.slot, one.text) for one in muster] == [
        ("EK-001", None, "Muster GmbH"),
        ("EK-002", 1, "Muster GmbH"),
    ]
    assert [(one.number, one.slot) for one in signs_naming(world.store, world.soehne)] == [
        ("EK-001", None),
        ("EK-002", 2),
    ]


def test_a_former_name_still_finds_its_signs(world: World) -> None:
    world.change("tenant", world.soehne, name="Schulze AG")
    assert [one.slot for one in signs_naming(world.store, world.soehne)] == [None, 2]


def test_ending_a_firm_marks_each_sign_that_names_it_at_once(world: World) -> None:
    end_row(world.store, "tenant", world.muster, TODAY, rights=CLERK)
    assert world.open() == [("EK-001", "gone", "Muster GmbH", ""), ("EK-002", "gone", "Muster GmbH", "")]


def test_a_planned_end_becomes_a_notice_on_its_day(world: World) -> None:
    end_row(world.store, "tenant", world.muster, TODAY + timedelta(days=9), rights=CLERK)
    assert world.open() == []
    assert len(world.open(TODAY + timedelta(days=8), state="planned")) == 2
    assert len(world.open(TODAY + timedelta(days=9))) == 2


def test_another_end_date_moves_the_notice_and_no_end_closes_it(world: World) -> None:
    end_row(world.store, "tenant", world.muster, TODAY + timedelta(days=9), rights=CLERK)
    end_row(world.store, "tenant", world.muster, TODAY, rights=CLERK)
    assert len(world.open()) == 2
    world.change("tenant", world.muster, valid_to=None)
    assert (world.open(), world.open(state="planned"), world.open(state="done")) == ([], [], [])


def test_renaming_says_what_stands_there_and_what_is_to(world: World) -> None:
    world.change("tenant", world.soehne, name="Schulze AG")
    assert world.open() == [
        ("EK-001", "renamed", "Müller & Söhne KG", "Schulze AG"),
        ("EK-002", "renamed", "MUELLER & SOEHNE", "Schulze AG"),
    ]
    world.change("tenant", world.soehne, name="Schulze Holding AG")
    assert {new for _, _, _, new in world.open()} == {"Schulze Holding AG"}


def test_a_sign_with_the_short_name_stays_right_when_the_legal_form_changes(world: World) -> None:
    world.change("tenant", world.soehne, name="Müller und Söhne GmbH")
    world.change("tenant", world.soehne, name="Müller & Söhne GmbH")
    assert [number for number, *_ in world.open()] == ["EK-001"]


def test_a_name_in_full_is_wrong_as_soon_as_the_firm_has_another_one(world: World) -> None:
    world.change("tenant", world.muster, name="Muster Logistik GmbH")
    assert [(number, old) for number, _, old, _ in world.open()] == [
        ("EK-001", "Muster GmbH"),
        ("EK-002", "Muster GmbH"),
    ]
    world.change("tenant", world.muster, name="Muster Neu GmbH")
    assert len(world.open()) == 2
    world.change("tenant", world.muster, name="MUSTER GmbH")
    assert world.open() == []


def test_whoever_changes_a_firm_is_told_which_signs_are_wrong_since(world: World) -> None:
    world.change("tenant", world.soehne, phone="03621 1234")
    assert signs_after(world.store, world.store.revision(), rights=CLERK) == []
    wanted = [Wanted(row, 1, {"name": "Neu GmbH"}) for row in (world.muster,)]
    change_rows(world.store, "tenant", wanted, rights=CLERK)
    number = world.store.revision()
    told = signs_after(world.store, number, rights=CLERK)
    assert [(one.number, one.reason) for one in told] == [("EK-001", "renamed"), ("EK-002", "renamed")]
    assert signs_after(world.store, number, rights=Rights(frozenset([THERE]), "Alex")) == []
    end_row(world.store, "tenant", world.soehne, TODAY + timedelta(days=9), rights=CLERK)
    assert {one.reason for one in signs_after(world.store, world.store.revision(), rights=CLERK)} == {"gone"}


def test_a_change_of_what_no_sign_shows_marks_nothing(world: World) -> None:
    world.change("tenant", world.muster, phone="03621 1234", note="x")
    assert world.open() == []


def test_moving_to_another_area_marks_the_signs_of_the_old_one(world: World) -> None:
    world.change("tenant", world.muster, area=world.other_area)
    assert [(number, reason) for number, reason, *_ in world.open()] == [
        ("EK-001", "moved"),
        ("EK-002", "moved"),
    ]
    world.change("tenant", world.muster, area=world.area)
    assert world.open() == []


def test_setting_a_place_right_by_a_few_metres_marks_nothing(world: World) -> None:
    world.change("tenant", world.muster, geometry=point(520, 510))
    assert world.open() == []
    world.change("tenant", world.muster, geometry=point(720, 510))
    assert {reason for _, reason, *_ in world.open()} == {"moved"}


def test_reverting_takes_the_notices_along(world: World) -> None:
    world.change("tenant", world.muster, name="Beispiel GmbH")
    end_row(world.store, "tenant", world.muster, TODAY, rights=CLERK)
    assert {reason for _, reason, *_ in world.open()} == {"gone"}
    revert_change_set(world.store, world.store.revision(), rights=CLERK)
    assert {reason for _, reason, *_ in world.open()} == {"renamed"}
    revert_change_set(world.store, world.store.revision() - 2, rights=CLERK)
    assert world.open() == []


def test_a_bulk_change_marks_signs_too(world: World) -> None:
    wanted = [Wanted(row, 1, {"valid_to": TODAY.isoformat()}) for row in (world.muster, world.soehne)]
    change_rows(world.store, "tenant", wanted, rights=CLERK)
    assert len(world.open()) == 4


def test_a_corrected_face_closes_its_notice_and_its_revert_opens_it_again(world: World) -> None:
    end_row(world.store, "tenant", world.muster, TODAY, rights=CLERK)
    world.change("sign", world.sam, face={"slots": [{"id": 2, "text": "MUELLER & SOEHNE"}]})
    assert world.open(sign=world.sam) == []
    revert_change_set(world.store, world.store.revision(), rights=CLERK)
    assert world.open(sign=world.sam) == [("EK-002", "gone", "Muster GmbH", "")]


def test_a_board_is_right_once_it_has_a_newer_film(world: World) -> None:
    end_row(world.store, "tenant", world.muster, TODAY - timedelta(days=30), rights=CLERK)
    world.change("sign", world.board, film_from=(TODAY - timedelta(days=40)).isoformat())
    assert len(world.open(sign=world.board)) == 1
    world.change("sign", world.board, film_from=TODAY.isoformat())
    assert world.open(sign=world.board) == []


def test_a_face_that_names_a_firm_which_has_gone_is_marked_when_it_is_entered(world: World) -> None:
    gone = a_tenant(world.store, world.area, name="Weg GmbH", valid_to=TODAY)
    slots = [{"text": "Hier", "tenant": gone}, {"text": "weg gmbh"}]
    world.change("sign", world.sam, face={"slots": slots})
    assert [old for _, _, old, _ in world.open(sign=world.sam)] == ["Hier", "weg gmbh"]


def test_a_sign_that_was_taken_down_has_nothing_to_be_put_right(world: World) -> None:
    end_row(world.store, "tenant", world.muster, TODAY, rights=CLERK)
    world.change("sign", world.sam, state="dismantled")
    assert world.open(sign=world.sam) == []


def test_done_is_done_until_it_is_taken_back(world: World) -> None:
    end_row(world.store, "tenant", world.muster, TODAY, rights=CLERK)
    seen = [(one.id, one.version) for one in list_notices(world.store, rights=CLERK, day=TODAY)]
    assert report_done(world.store, seen, rights=CLERK, on=TODAY - timedelta(days=1)) == 2
    assert world.open() == []
    done = list_notices(world.store, rights=CLERK, day=TODAY, state="done")
    assert {(one.done_on, one.done_by) for one in done} == {(TODAY - timedelta(days=1), "Kim")}
    undo_done(world.store, [(one.id, one.version) for one in done], rights=CLERK)
    assert len(world.open()) == 2


def test_what_was_reported_done_is_not_asked_for_again(world: World) -> None:
    end_row(world.store, "tenant", world.muster, TODAY, rights=CLERK)
    seen = [(one.id, one.version) for one in list_notices(world.store, rights=CLERK, day=TODAY)]
    report_done(world.store, seen, rights=CLERK)
    end_row(world.store, "tenant", world.muster, TODAY - timedelta(days=5), rights=CLERK)
    assert world.open() == []


def test_a_notice_that_somebody_else_closed_is_stale(world: World) -> None:
    end_row(world.store, "tenant", world.muster, TODAY, rights=CLERK)
    [first, second] = list_notices(world.store, rights=CLERK, day=TODAY)
    report_done(world.store, [(first.id, first.version)], rights=CLERK)
    with pytest.raises(StaleVersion):
        report_done(world.store, [(second.id, second.version), (first.id, first.version)], rights=CLERK)
    assert [one.id for one in list_notices(world.store, rights=CLERK, day=TODAY)] == [second.id]


def test_a_day_to_come_cannot_be_the_day_it_was_done(world: World) -> None:
    with pytest.raises(InvalidInput):
        report_done(world.store, [], rights=CLERK, on=TODAY + timedelta(days=1))


def test_notices_of_another_municipality_are_as_if_they_were_not_there(world: World) -> None:
    end_row(world.store, "tenant", world.muster, TODAY, rights=CLERK)
    stranger = Rights(frozenset([THERE]), "Alex")
    assert list_notices(world.store, rights=stranger, day=TODAY) == []
    assert signs_naming(world.store, world.muster, rights=stranger) == []
    [first, _] = list_notices(world.store, rights=CLERK, day=TODAY)
    for notice in (first.id, 999):
        with pytest.raises(NotFound, match="gibt es nicht, oder Ihre Rechte"):
            report_done(world.store, [(notice, first.version)], rights=stranger)


def test_who_only_reads_reports_nothing_done(world: World) -> None:
    end_row(world.store, "tenant", world.muster, TODAY, rights=CLERK)
    reader = Rights.from_grants([Grant("reader", HERE)], who="Robin")
    seen = [(one.id, one.version) for one in list_notices(world.store, rights=reader, day=TODAY)]
    with pytest.raises(Forbidden):
        report_done(world.store, seen, rights=reader)
    assert report_done(world.store, seen, rights=Rights.from_grants([Grant("clerk", HERE)], who="Kim")) == 2


def test_a_firm_renamed_from_a_day_on_is_renamed_on_its_signs_from_that_day(world: World) -> None:
    soon = TODAY + timedelta(days=3)
    rename_tenant(world.store, world.soehne, "Schulze AG", on=soon, seen_version=1, rights=CLERK)
    assert world.open() == []
    assert world.open(soon) == [
        ("EK-001", "renamed", "Müller & Söhne KG", "Schulze AG"),
        ("EK-002", "renamed", "MUELLER & SOEHNE", "Schulze AG"),
    ]
    revert_change_set(world.store, world.store.revision(), rights=CLERK)
    assert world.open(soon) == []


def test_what_follows_a_renamed_firm_reaches_the_signs_with_its_former_name(world: World) -> None:
    new = rename_tenant(world.store, world.soehne, "Schulze AG", on=TODAY, seen_version=1, rights=CLERK).rows[
        0
    ]
    assert [one.slot for one in signs_naming(world.store, new["id"])] == [None, 2]
    rename_tenant(world.store, new["id"], "Schmidt AG", on=None, seen_version=new["version"], rights=CLERK)
    assert {new for *_, new in world.open()} == {"Schmidt AG"}
    end_row(world.store, "tenant", new["id"], TODAY + timedelta(days=1), rights=CLERK)
    assert [(number, reason) for number, reason, *_ in world.open(TODAY + timedelta(days=1))] == [
        ("EK-001", "gone"),
        ("EK-002", "gone"),
    ]


def test_a_firm_that_moves_on_a_day_has_moved_and_is_not_gone(world: World) -> None:
    to = {"area": world.other_area}
    move_tenant(world.store, world.muster, to, on=TODAY, seen_version=1, rights=CLERK)
    assert [(number, reason) for number, reason, *_ in world.open()] == [
        ("EK-001", "moved"),
        ("EK-002", "moved"),
    ]


def test_a_firm_that_was_entered_twice_marks_no_sign(world: World) -> None:
    twice = a_tenant(world.store, world.area, name="Muster GmbH")
    merge_tenants(world.store, twice, {world.muster: 1}, on=None, seen_version=1, rights=CLERK)
    assert world.open() == []


def test_edits_of_another_program_mark_signs_too(world: World) -> None:
    as_outsider(world.store, f"UPDATE tenant SET name = 'Schulze AG' WHERE id = {world.muster}")
    assert world.open() == [
        ("EK-001", "renamed", "Muster GmbH", "Schulze AG"),
        ("EK-002", "renamed", "Muster GmbH", "Schulze AG"),
    ]
    as_outsider(world.store, f"UPDATE tenant SET valid_to = '{TODAY}' WHERE id = {world.soehne}")
    gone = [one for one in world.open() if one[1] == "gone"]
    assert [(number, old) for number, _, old, _ in gone] == [
        ("EK-001", "Müller & Söhne KG"),
        ("EK-002", "MUELLER & SOEHNE"),
    ]
    assert len(world.open()) == 4  # looking again marks nothing twice
    as_outsider(world.store, f"UPDATE tenant SET name = 'Muster GmbH' WHERE id = {world.muster}")
    assert [one[1] for one in world.open()] == ["gone", "gone"]


def test_a_sign_that_another_program_put_right_is_no_longer_marked(world: World) -> None:
    world.change("tenant", world.soehne, name="Schulze AG")
    assert len(world.open()) == 2
    as_outsider(world.store, f"UPDATE sign SET state = 'dismantled' WHERE id = {world.sam}")
    assert [one[0] for one in world.open()] == ["EK-001"]


def test_a_store_that_takes_no_change_lists_what_is_known(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise Unavailable(Said("Nur lesbar.", "Read only."))

    end_row(world.store, "tenant", world.muster, TODAY, rights=CLERK)
    as_outsider(world.store, f"UPDATE tenant SET name = 'Schulze AG' WHERE id = {world.soehne}")
    monkeypatch.setattr(world.store, "write_plain", refuse)
    assert [one[1] for one in world.open()] == ["gone", "gone"]


@pytest.mark.parametrize("change", ["name = 'Schulze AG'", "consents = 'none'"], ids=["name", "consents"])
def test_who_looks_does_not_wait_for_an_import(
    world: World, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    begun, looked = threading.Event(), threading.Event()
    write_plain, waited_s = world.store.write_plain, list[float | None]()

    def write_and_tell(*, patience_s: float | None = None) -> AbstractContextManager[Connection]:
        waited_s.append(patience_s)
        return write_plain(patience_s=patience_s)

    def import_rows() -> None:
        with world.store.write_plain() as connection:
            world.store.take_turn(connection, alone=True)
            begun.set()
            looked.wait(60)

    give_consent(world.store, world.soehne, ["phone"], rights=CLERK, given_by="Frau Öz", how="Brief")
    end_row(world.store, "tenant", world.muster, TODAY, rights=CLERK)
    as_outsider(world.store, f"UPDATE tenant SET {change} WHERE id = {world.soehne}")
    other = threading.Thread(target=import_rows)
    other.start()
    assert begun.wait(60)
    try:
        monkeypatch.setattr(world.store, "write_plain", write_and_tell)
        assert [one[1] for one in world.open()] == ["gone", "gone"]  # the import still goes on
    finally:
        looked.set()
        other.join()
    assert waited_s == [BRIEFLY_S]  # an edit says nothing, and waits for ten or thirty seconds
    assert len(world.open()) == (4 if "name" in change else 2)
    given = [one["withdrawn_on"] for one in list_consents(world.store, world.soehne, rights=CLERK)]
    assert given == [None if "name" in change else TODAY]

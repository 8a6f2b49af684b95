"""Two people who take the same list, or type one of its firms, at the same moment: they come in once."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text

from signage.errors import Conflict, Forbidden, StaleVersion
from signage.services.rights import Grant, Rights
from signage.services.round_trip import desk
from signage.services.round_trip.layouts import Layout
from signage.services.round_trip.uploads import Upload, load_upload, settle_choices
from signage.services.tenants.entering import enter_tenant, is_one_called, known_firms
from signage.store import Store
from tests.parts.statements import statements
from tests.parts.waiting import soon
from tests.round_trip.conftest import HERE, THERE

ROWS = "Betrieb;Standort\n" + "".join(
    f"{name} GmbH;Erfurter Kreuz\n" for name in ("Amsel", "Buche", "Cirrus")
)


def rights_in(*places: str) -> Rights:
    """A clerk's of these municipalities."""
    return Rights.from_grants([Grant("clerk", place) for place in places], who="Kim")


def sent(store: Store, rights: Rights) -> tuple[Upload, str]:
    """The list as it was uploaded, and the stamp of what was looked at."""
    key = desk.receive(store, ROWS.encode(), "liste.csv", rights=rights)
    upload = load_upload(store, key, account=rights.account)
    desk.lay_out(store, upload, Layout({"Betrieb": "name", "Standort": "area"}), rights=rights)
    upload = load_upload(store, key, account=rights.account)
    return upload, desk.compare(store, upload, rights=rights).stamp


def test_of_two_who_take_one_list_at_once_the_second_is_asked_to_look_again(office: Store) -> None:
    rights, compared = rights_in(HERE), Barrier(2)
    lists = [sent(office, rights) for _ in range(2)]

    def both_have_compared(done: int, total: int) -> None:
        if done == total:
            compared.wait(60)

    def take(at: int) -> str:
        upload, stamp = lists[at]
        try:
            desk.take_decided(office, upload, stamp=stamp, rights=rights, compared=both_have_compared)
        except StaleVersion as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as both:
        said = sorted(both.map(take, range(2)))
    assert said[0] == ""
    assert "aufgenommen, die in Ihrer Datei stehen" in said[1]
    names = [row["name"] for row in office.read("tenant")]
    assert len(names) == len(set(names)) == 4 + 3


@pytest.mark.parametrize("name", ["Amsel GmbH", "Dachs GmbH"])
def test_others_firms_hold_nobody_up(office: Store, name: str) -> None:
    """Neither one of another name, nor one of that name where the rights do not reach."""
    rights = rights_in(HERE)
    upload, stamp = sent(office, rights)
    place = {"municipality": THERE} if name == "Amsel GmbH" else {"municipality": HERE}

    def somebody_adds(done: int, total: int) -> None:
        if done == total:
            with office.change(who="other", why="other") as change:
                change.create("tenant", {"name": name, **place})

    desk.take_decided(office, upload, stamp=stamp, rights=rights, compared=somebody_adds)
    assert {"Amsel GmbH", "Buche GmbH", "Cirrus GmbH"} <= {row["name"] for row in office.read("tenant")}


@pytest.mark.parametrize("store", ["postgis_store"], indirect=True)
def test_a_firm_typed_while_a_list_with_it_is_stored_comes_in_once(
    office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form asks what was entered meanwhile after the list has stored its firms, not before."""
    rights = rights_in(HERE)
    upload, stamp = sent(office, rights)
    known, typed = known_firms(office), []
    form = partial(enter_tenant, office, {"name": "Amsel GmbH", "municipality": HERE}, known=known)

    def somebody_types(*settled: Any) -> None:
        typed.append(hand.submit(form, rights=rights))
        assert soon(lambda: typed[0].done() or _waits(office))
        settle_choices(*settled)

    monkeypatch.setattr(desk, "settle_choices", somebody_types)
    with ThreadPoolExecutor(1) as hand:
        desk.take_decided(office, upload, stamp=stamp, rights=rights)
        with pytest.raises(Conflict, match="soeben eingetragen"):
            typed[0].result(60)
    assert [row["name"] for row in office.read("tenant")].count("Amsel GmbH") == 1


def _waits(store: Store) -> bool:
    """Whether somebody waits for a task."""
    waiting = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with store.engine_read() as connection:
        return bool(connection.execute(waiting).scalar_one())


def test_the_place_is_looked_up_of_firms_of_the_same_name_only(office: Store) -> None:
    with office.change(who="other", why="other") as change:
        rows = [{"name": f"Nummer {number} KG", "area": 1} for number in range(50)]
        others = change.create_many("tenant", rows)
    rights = rights_in(HERE)
    with statements(office) as run, office.engine_read() as connection:
        assert not is_one_called(connection, ["Amsel GmbH"], others, rights)
        assert is_one_called(connection, ["Nummer 7 KG"], others, rights)
    assert len(run) < 10


def test_a_list_that_was_taken_meanwhile_stays_read_as_it_was(office: Store) -> None:
    upload, stamp = sent(office, rights_in(HERE))
    desk.take_decided(office, upload, stamp=stamp, rights=rights_in(HERE))
    with pytest.raises(Conflict):
        desk.choose_encoding(office, upload, "cp1252")
    assert load_upload(office, upload.key, account=None).sheet == upload.sheet


def test_who_may_write_no_firm_any_more_settles_nothing_for_the_files_of_others(office: Store) -> None:
    upload, _ = sent(office, rights_in(HERE))
    reader = Rights.from_grants([Grant("reader", HERE)], who="Kim")
    with pytest.raises(Forbidden):
        desk.lay_out(office, upload, Layout({"Betrieb": "note", "Standort": "name"}), rights=reader)
    known = load_upload(
        office, desk.receive(office, ROWS.encode(), "zwei.csv", rights=rights_in(HERE)), account=None
    )
    assert desk.layout_of(known) == Layout({"Betrieb": "name", "Standort": "area"})

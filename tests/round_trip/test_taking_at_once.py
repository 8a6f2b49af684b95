"""Two people who take the same list at the same moment: its firms come in once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from signage.errors import StaleVersion
from signage.services.rights import Grant, Rights
from signage.services.round_trip import desk
from signage.services.round_trip.layouts import Layout
from signage.services.round_trip.uploads import Upload, load_upload
from signage.store import Store
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
            compared.wait()

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

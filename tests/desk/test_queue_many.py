"""The queue where more waits than one look takes in."""

import pytest

from signage.services.proposals.queue import queue
from signage.services.rights import Rights
from signage.store import Store
from tests.desk.test_queue import report
from tests.parts.desk import Visitor
from tests.places import a_tenant, an_area, outline

ALL = Rights(None, "Regie")


@pytest.fixture
def areas(inventory: Store, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """An old report in one area behind two newer ones in another, of which a look takes in two."""
    old = an_area(inventory, name="Alt")
    new = an_area(inventory, name="Neu", number="N", geometry=outline(2000))
    report(inventory, old, "gone", a_tenant(inventory, old, name="Längst weg"))
    for kind in ("pasted", "damaged"):
        report(inventory, new, kind)
    monkeypatch.setattr("signage.services.proposals.queue.MOST", 2)
    return old, new


@pytest.mark.parametrize("asked", ["kind=gone", "area={old}", "kind=gone&area={old}"])
def test_a_filter_finds_what_lies_behind_all_that_is_newer(
    clerk: Visitor, areas: tuple[int, int], asked: str
) -> None:
    assert "Längst weg" not in clerk.get("/desk/queue").text
    assert "Längst weg" in clerk.get(f"/desk/queue?{asked.format(old=areas[0])}").text


def test_what_is_alike_is_told_though_the_filter_leaves_it_out(inventory: Store) -> None:
    area = an_area(inventory)
    firm = a_tenant(inventory, area)
    report(inventory, area, "gone", firm)
    report(inventory, area, "correct", firm)
    [gone] = queue(inventory, rights=ALL, kind="gone")
    assert [one.kind for one in gone.same] == ["correct"]

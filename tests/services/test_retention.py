"""What was kept long enough is erased, kind by kind; what was not stays; an interrupted run goes on."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from signage.domain.validity import today
from signage.errors import Conflict
from signage.services.editing import change_row
from signage.services.history import list_changes
from signage.services.privacy import retention
from signage.services.privacy.periods import PERIODS
from signage.services.privacy.retention import retain
from signage.services.reverting import revert_change_set
from signage.services.rights import everywhere
from signage.store import Store
from signage.store.account_tables import account_event
from signage.store.desk_tables import consent, proposal, upload
from signage.store.schema import change, change_set, parked
from tests.places import a_municipality, a_tenant, an_area

TODAY = today()
ALL = everywhere("Bauamt")
LONG_AGO = datetime.now(UTC) - timedelta(days=800)


def years_ago(years: int) -> date:
    return TODAY - timedelta(days=366 * years)


@pytest.fixture
def area(store: Store) -> int:
    a_municipality(store)
    return an_area(store)


def row_of(store: Store, number: int) -> dict[str, Any]:
    found = store.row("tenant", number)
    assert found is not None
    return found


def consented(store: Store, firm: int) -> None:
    row = {"tenant": firm, "what": "phone", "given_on": TODAY, "given_by": "Erika", "how": "Brief"}
    with store.write_plain() as connection:
        connection.execute(insert(consent).values(row | {"recorded_by": "x"}))


def test_contacts_go_two_years_after_a_firm_ended(store: Store, area: int) -> None:
    contacts: dict[str, Any] = {"phone": "0361 1", "contact": "Erika", "note": "Ruft an", "area": area}
    over = a_tenant(store, **contacts, name="Weg GmbH", valid_to=years_ago(3))
    recent = a_tenant(store, **contacts, name="Eben weg GmbH", valid_to=years_ago(1))
    there = a_tenant(store, **contacts, name="Da GmbH")
    for firm in (over, recent, there):
        consented(store, firm)
    assert retain(store, TODAY, dry_run=True)["contacts"] == 1
    assert row_of(store, over)["phone"] == "0361 1"
    assert retain(store, TODAY)["contacts"] == 1
    assert [row_of(store, firm)["phone"] for firm in (over, recent, there)] == [None, "0361 1", "0361 1"]
    assert row_of(store, over)["name"] == "Weg GmbH"
    with store.engine_read() as connection:
        givers = list(connection.execute(select(consent.c.given_by).order_by(consent.c.id)).scalars())
        said = list(connection.execute(select(change.c.before).where(change.c.row == over)).scalars())
    assert givers == [f"gelöscht am {TODAY:%d.%m.%Y}", "Erika", "Erika"]
    assert "0361 1" not in str(said)
    assert retain(store, TODAY)["contacts"] == 0


def test_former_contacts_leave_the_history_and_what_is_so_stays(store: Store, area: int) -> None:
    firm = a_tenant(store, area, phone="0361 1")
    change_row(store, "tenant", firm, {"phone": "0361 2", "activity": "Bau"}, seen_version=1, rights=ALL)
    number = store.revision()
    with store.write_plain() as connection:
        connection.execute(update(change_set).values(at=LONG_AGO))
    change_row(store, "tenant", firm, {"phone": "0361 3"}, seen_version=2, rights=ALL)
    assert retain(store, TODAY)["former_contacts"] == 1
    first, second, _created = list_changes(store, rights=ALL, layer="tenant", row=firm)
    assert first["before"]["phone"] == "0361 2"
    assert second["before"] == {"phone": f"gelöscht am {TODAY:%d.%m.%Y}", "activity": None}
    assert second["version"] == 2
    assert row_of(store, firm)["phone"] == "0361 3"
    revert_change_set(store, store.revision(), rights=ALL)
    with pytest.raises(Conflict, match="Angaben über Personen gelöscht"):
        revert_change_set(store, number, rights=ALL)


def test_a_sole_trader_is_forgotten_five_years_after_the_end(store: Store, area: int) -> None:
    over = a_tenant(store, area, name="Erika Muster", is_person=True, valid_to=years_ago(6))
    recent = a_tenant(store, area, name="Max Muster", is_person=True, valid_to=years_ago(3))
    company = a_tenant(store, area, name="Alt GmbH", valid_to=years_ago(9))
    assert retain(store, TODAY, dry_run=True)["persons"] == 1
    assert retain(store, TODAY)["persons"] == 1
    assert row_of(store, over)["name"].startswith("gelöscht am ")
    assert [row_of(store, firm)["name"] for firm in (recent, company)] == ["Max Muster", "Alt GmbH"]
    assert retain(store, TODAY)["persons"] == 0


def test_what_lies_beside_goes_after_its_time(store: Store, area: int) -> None:
    old, new = LONG_AGO, datetime.now(UTC)
    firm = a_tenant(store, area)
    told = {"source": "firm", "kind": "change", "tenant": firm, "proposed": '{"name": "X"}', "note": "N"}
    told |= {"state": "accepted", "answer": "", "settled_by": "Kim", "version": 1}
    row = {"layer": "tenant", "file": "f", "file_row": 2, "content": '{"a": 1}', "problems": "[]", "who": "x"}
    with store.write_plain() as connection:
        for at in (old, new):
            key = at.isoformat()
            event = {"at": at, "event": "login", "detail": "", "who": "x"}
            book = {"key": key, "file": "f", "content": b"x", "parsed": b"", "choices": "{}", "at": at}
            connection.execute(insert(proposal).values(told | {"at": at, "settled_at": at}))
            connection.execute(insert(parked).values(row | {"parked_at": at, "solved_at": at}))
            connection.execute(insert(account_event).values(event))
            connection.execute(insert(upload).values(book))
        connection.execute(insert(proposal).values(told | {"at": old, "state": "open"}))
    wanted = {"proposals": 1, "parked": 1, "events": 1, "uploads": 1}
    planned = retain(store, TODAY, dry_run=True)
    assert {kind: planned[kind] for kind in wanted} == wanted
    done = retain(store, TODAY)
    assert {kind: done[kind] for kind in wanted} == wanted
    with store.engine_read() as connection:
        kept = connection.execute(select(proposal.c.proposed).order_by(proposal.c.id)).scalars()
        assert list(kept) == ["{}", '{"name": "X"}', '{"name": "X"}']
    assert sum(retain(store, TODAY).values()) == 0


def test_a_run_that_was_interrupted_is_taken_up(
    store: Store, area: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    firms = [a_tenant(store, area, phone=f"0361 {n}", valid_to=years_ago(3)) for n in range(3)]

    def interrupted(*_given: Any, **_named: Any) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(retention, "redact_history", interrupted)
        with pytest.raises(KeyboardInterrupt):
            retain(store, TODAY)
    assert [row_of(store, firm)["phone"] for firm in firms] == ["0361 0", "0361 1", "0361 2"]
    assert retain(store, TODAY)["contacts"] == 3


def test_the_documentation_states_every_period() -> None:
    page = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text("utf-8")
    for period in PERIODS.values():
        row = f"| {period.what.english} | {period.length.english} | {period.since.english} |"
        assert row in page, row

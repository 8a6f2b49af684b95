"""Consents along the rows of a firm, and their end by whatever way, which no revert undoes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from signage.domain.audience import open_consents
from signage.domain.validity import today
from signage.errors import SignageError
from signage.services.consents import give_consent, list_consents, withdraw_consent
from signage.services.editing import change_row
from signage.services.logos import logo_of
from signage.services.notices.following_outside import follow_outside
from signage.services.proposals import Proposal, accept_proposal, propose
from signage.services.reverting import revert_change_set
from signage.services.rights import Grant, Rights
from signage.services.tenants.joining import merge_tenants
from signage.services.tenants.moving import move_tenant, rename_tenant
from signage.store import Store
from signage.store.desk_tables import logo
from tests.parts.workbooks import compared, edited, exported, taken
from tests.places import a_municipality, a_tenant, an_area, outline
from tests.store.outsiders import as_outsider

OWN = Rights(frozenset({"16070028"}), "Kim Muster")
AGREED = {"legal_basis": "consent", "consented_on": date(2025, 3, 1), "consented_by": "Herr Alt"}
CLOSED = {"legal_basis": None, "consented_on": None}


@pytest.fixture
def area(store: Store) -> int:
    a_municipality(store)
    return an_area(store)


def row_of(store: Store, firm: int) -> dict[str, Any]:
    row = store.row("tenant", firm)
    assert row is not None
    return row


def is_open(store: Store, firm: int) -> set[str]:
    """What the row says that the firm agrees to."""
    row = row_of(store, firm)
    return set(open_consents(row["consents"], row["legal_basis"], row["consented_on"], today()))


def said(store: Store, firm: int) -> list[tuple[str, str, bool]]:
    """Kind, giver and whether it was withdrawn, of each record that the firm's page shows."""
    return [
        (one["what"], one["given_by"], one["withdrawn_on"] is not None)
        for one in list_consents(store, firm, rights=OWN)
    ]


def with_logo(store: Store, firm: int) -> int:
    """The firm with a logo and the consent to it."""
    give_consent(store, firm, ["logo", "phone"], rights=OWN, given_by="Frau Öz", how="Brief")
    with store.write_plain() as connection:
        kept = {"tenant": firm, "png": b"png", "who": "Kim", "at": row_of(store, firm)["changed_at"]}
        connection.execute(insert(logo).values(kept))
    return firm


def moved(store: Store, firm: int, *, ahead: int = 0) -> int:
    """The row in which the firm goes on elsewhere."""
    to = an_area(store, name="Nebenan", number="NB", geometry=outline(2e3))
    day, version = today() + timedelta(days=ahead), row_of(store, firm)["version"]
    new: int = move_tenant(store, firm, {"area": to}, on=day, seen_version=version, rights=OWN).rows[0]["id"]
    return new


def test_a_firm_that_moved_shows_who_agreed_and_when(store: Store, area: int) -> None:
    new = moved(store, with_logo(store, a_tenant(store, area)))
    assert said(store, new) == [("phone", "Frau Öz", False), ("logo", "Frau Öz", False)]
    assert [one["given_on"] for one in list_consents(store, new, rights=OWN)] == [today(), today()]
    withdraw_consent(store, new, ["phone"], rights=OWN)
    assert said(store, new) == [("phone", "Frau Öz", True), ("logo", "Frau Öz", False)]


def test_what_is_agreed_before_a_planned_move_holds_after_it(store: Store, area: int) -> None:
    firm = a_tenant(store, area)
    new = moved(store, firm, ahead=20)
    give_consent(store, firm, ["email"], rights=OWN, given_by="Frau Öz", how="Brief")
    assert is_open(store, new) == {"email"}
    assert said(store, new) == [("email", "Frau Öz", False)]


def test_another_firm_that_joins_brings_no_consent_and_one_that_is_renamed_by_it_keeps_the_own(
    store: Store, area: int
) -> None:
    firm, other = with_logo(store, a_tenant(store, area)), with_logo(store, a_tenant(store, area, name="Alt"))
    give_consent(store, other, ["email"], rights=OWN, given_by="Herr Alt", how="Brief")
    seen = {one: row_of(store, one)["version"] for one in (firm, other)}
    joined = merge_tenants(
        store, firm, {other: seen[other]}, on=today(), seen_version=seen[firm], rights=OWN, name="Neu GmbH"
    )
    new = joined.rows[0]["id"]
    assert said(store, new) == [("phone", "Frau Öz", False), ("logo", "Frau Öz", False)]
    withdraw_consent(store, new, ["logo"], rights=OWN)
    assert [logo_of(store, one) for one in (firm, other, new)] == [None, None, None]
    assert [is_open(store, one) for one in (firm, other)] == [{"phone"}, {"phone", "email"}]


def by_edit(store: Store, firm: int) -> int:
    """As the API, the form and a workbook change a row."""
    change_row(store, "tenant", firm, CLOSED, seen_version=row_of(store, firm)["version"], rights=OWN)
    return store.revision()


def by_another_program(store: Store, firm: int) -> int:
    as_outsider(store, f"UPDATE tenant SET legal_basis = NULL, consented_on = NULL WHERE id = {firm}")
    number = store.revision()
    assert follow_outside(store)
    return number


@pytest.mark.parametrize("way", [by_edit, by_another_program])
def test_a_legal_basis_that_is_taken_out_is_a_withdrawal_that_no_revert_undoes(
    store: Store, area: int, way: Callable[[Store, int], int]
) -> None:
    firm = a_tenant(store, area, **AGREED, phone="03628 1")
    assert is_open(store, firm) == {"phone", "web"}
    number = way(store, firm)
    assert said(store, firm) == [("phone", "Herr Alt", True), ("web", "Herr Alt", True)]
    with pytest.raises(SignageError):
        revert_change_set(store, number, rights=OWN)
    assert is_open(store, firm) == set()


def test_the_rest_of_such_a_change_is_taken_back(store: Store, area: int) -> None:
    firm = a_tenant(store, area, **AGREED, street="Alt")
    values = CLOSED | {"street": "Neu"}
    change_row(store, "tenant", firm, values, seen_version=1, rights=OWN)
    revert_change_set(store, store.revision(), rights=OWN)
    assert (row_of(store, firm)["street"], is_open(store, firm)) == ("Alt", set())


@pytest.mark.parametrize("way", [by_edit, by_another_program])
def test_it_is_over_in_the_rows_before_too_so_that_taking_a_move_back_revives_nothing(
    store: Store, area: int, way: Callable[[Store, int], int]
) -> None:
    firm = a_tenant(store, area, **AGREED)
    new = moved(store, firm)
    way(store, new)
    assert [is_open(store, one) for one in (firm, new)] == [set(), set()]


def test_another_program_that_takes_a_consent_out_takes_the_logos_along(store: Store, area: int) -> None:
    firm = with_logo(store, a_tenant(store, area))
    version = row_of(store, firm)["version"]
    renamed = rename_tenant(store, firm, "Neu GmbH", on=today(), seen_version=version, rights=OWN)
    new = renamed.rows[0]["id"]
    assert logo_of(store, new) is not None
    as_outsider(store, f"UPDATE tenant SET consents = 'phone' WHERE id = {new}")
    number = store.revision()
    assert follow_outside(store)
    assert [logo_of(store, one) for one in (firm, new)] == [None, None]
    assert [is_open(store, one) for one in (firm, new)] == [{"phone"}, {"phone"}]
    with pytest.raises(SignageError):
        revert_change_set(store, number, rights=OWN)
    assert said(store, new) == [("phone", "Frau Öz", False), ("logo", "Frau Öz", True)]


def test_who_looks_at_consents_finds_what_another_program_took_out_already_ended(
    store: Store, area: int
) -> None:
    firm = with_logo(store, a_tenant(store, area))
    as_outsider(store, f"UPDATE tenant SET consents = 'phone' WHERE id = {firm}")
    assert said(store, firm) == [("phone", "Frau Öz", False), ("logo", "Frau Öz", True)]
    assert logo_of(store, firm) is None


def test_what_another_program_took_out_is_not_brought_back_before_anybody_looked(
    store: Store, area: int
) -> None:
    firm = with_logo(store, a_tenant(store, area))
    as_outsider(store, f"UPDATE tenant SET consents = 'phone' WHERE id = {firm}")
    number = store.revision()
    with pytest.raises(SignageError):
        revert_change_set(store, number, rights=OWN)
    assert (is_open(store, firm), logo_of(store, firm)) == ({"phone"}, None)


def by_workbook(store: Store, firm: int) -> int:
    """The cells for it emptied in Excel."""
    name = row_of(store, firm)["name"]
    emptied = {"Rechtsgrundlage": None, "Einwilligung am": None}
    content = edited(exported(store, OWN), lambda page: page.put(name, **emptied))
    taken(store, compared(store, content))
    return store.revision()


def test_a_workbook_that_empties_the_legal_basis_is_a_withdrawal_with_the_logo(
    store: Store, area: int
) -> None:
    firm = a_tenant(store, area, **AGREED, phone="03628 1")
    with store.write_plain() as connection:
        kept = {"tenant": firm, "png": b"png", "who": "Kim", "at": row_of(store, firm)["changed_at"]}
        connection.execute(insert(logo).values(kept))
    number = by_workbook(store, firm)
    assert (is_open(store, firm), row_of(store, firm)["legal_basis"]) == (set(), None)
    assert said(store, firm) == [("phone", "Herr Alt", True), ("web", "Herr Alt", True)]
    with pytest.raises(SignageError):
        revert_change_set(store, number, rights=OWN)


def proposed(store: Store, firm: int, **given: Any) -> None:
    """What the firm itself says, taken by the clerk."""
    source = "Firma selbst (Link vom 28.11.2026)"
    link = Rights(frozenset({"16070028"}), source)
    version = row_of(store, firm)["version"]
    number = propose(store, firm, Proposal(**given), seen_version=version, source=source, rights=link).number
    clerk = Rights.from_grants([Grant("clerk", "16070028")], who="Kim Muster")
    accept_proposal(store, number, rights=clerk, seen_version=1, seen_row=version)


def test_what_a_firm_proposes_opens_and_closes_no_consent(store: Store, area: int) -> None:
    firm = with_logo(store, a_tenant(store, area))
    proposed(store, firm, kind="correct", values={"name": "Neu GmbH", "email": "neu@muster.example"})
    assert is_open(store, firm) == {"logo", "phone"}
    assert logo_of(store, firm) == b"png"


def test_a_move_that_a_firm_proposes_takes_consents_and_logo_along(store: Store, area: int) -> None:
    firm = with_logo(store, a_tenant(store, area, valid_from=date(2020, 1, 1)))
    to = an_area(store, name="Nebenan", number="NB", geometry=outline(2e3))
    proposed(store, firm, kind="moved", values={"area": to}, since=today())
    [new] = [row["id"] for row in store.read("tenant") if row["id"] != firm]
    assert (is_open(store, new), logo_of(store, new)) == ({"logo", "phone"}, b"png")
    assert withdraw_consent(store, new, ["logo"], rights=OWN) == ["logo"]
    assert [logo_of(store, one) for one in (firm, new)] == [None, None]

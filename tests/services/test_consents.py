"""Consents of firms: recorded, withdrawn, and felt by the next scan."""

from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from signage.domain.validity import today
from signage.errors import Conflict, InvalidInput, NotFound
from signage.services.consents import give_consent, list_consents, withdraw_consent
from signage.services.editing import change_row
from signage.services.reverting import revert_change_set
from signage.services.rights import Rights, everywhere
from signage.services.tenants.moving import move_tenant
from signage.settings import Settings
from signage.store import Store
from signage_api.app import create_app
from tests.places import a_municipality, a_sign, a_tenant, an_area, outline

OWN = Rights(frozenset({"16070028"}), "Kim Muster")
FOREIGN = Rights(frozenset({"16067029"}), "Gotha")
PRIVATE = {
    "phone": "+49 3628 1",
    "email": "post@muster.example",
    "contact": "Frau Öz",
    "web": "muster.example",
}


@pytest.fixture
def firm(store: Store) -> int:
    a_municipality(store)
    area = an_area(store)
    a_sign(store, area)
    return a_tenant(store, area, **PRIVATE)


def shown(store: Store) -> set[str]:
    """What of the private columns a scan shows."""
    code = store.read("sign")[0]["code"]
    with TestClient(create_app(Settings(), store=store)) as client:
        [entry] = client.get(f"/{code}.json").json()["firms"]
        listed = client.get("/api/v1/tenants").json()["features"][0]["properties"]
    found = {name for name in PRIVATE if entry[name]}
    assert found == {name for name in PRIVATE if listed.get(name)}
    return found


def give(store: Store, firm: int, *kinds: str, **more: object) -> list[str]:
    given = {"rights": OWN, "given_by": "Frau Öz", "how": "Formular"} | more
    return give_consent(store, firm, kinds, **given)  # type: ignore[arg-type]


def test_nothing_of_people_is_shown_before_a_firm_agrees_kind_by_kind(store: Store, firm: int) -> None:
    assert shown(store) == set()
    assert give(store, firm, "phone", "logo") == ["phone", "logo"]
    assert shown(store) == {"phone"}
    give(store, firm, "email", "contact")
    assert shown(store) == {"phone", "email", "contact"}


def test_a_withdrawal_counts_from_the_next_scan_on_and_the_record_stays(store: Store, firm: int) -> None:
    give(store, firm, "phone", "email", given_on=date(2026, 1, 7))
    assert withdraw_consent(store, firm, ["phone"], rights=OWN) == ["phone"]
    assert shown(store) == {"email"}
    assert withdraw_consent(store, firm, ["phone", "email"], rights=OWN) == ["email"]
    assert shown(store) == set()
    phone, email = list_consents(store, firm, rights=OWN)
    assert (phone["given_on"], phone["given_by"], phone["how"]) == (date(2026, 1, 7), "Frau Öz", "Formular")
    assert phone["withdrawn_on"] == email["withdrawn_on"] == today()


def test_what_was_imported_stands_until_the_firm_says_otherwise(store: Store, firm: int) -> None:
    version = store.row("tenant", firm)["version"]  # type: ignore[index]
    agreed = {"legal_basis": "consent", "consented_by": "Herr Alt", "consented_on": "2025-03-01"}
    change_row(store, "tenant", firm, agreed, seen_version=version, rights=OWN)
    assert shown(store) == {"phone", "web"}
    assert {(one["what"], one["id"]) for one in list_consents(store, firm, rights=OWN)} == {
        ("phone", None),
        ("web", None),
    }
    withdraw_consent(store, firm, ["phone"], rights=OWN)
    assert shown(store) == {"web"}
    phone, web = list_consents(store, firm, rights=OWN)
    assert (phone["given_by"], phone["withdrawn_on"]) == ("Herr Alt", today())
    assert (web["given_on"], web["withdrawn_on"]) == (date(2025, 3, 1), None)


def test_no_edit_and_no_taking_back_brings_a_withdrawn_consent_to_life(store: Store, firm: int) -> None:
    give(store, firm, "phone")
    given = store.revision()
    withdraw_consent(store, firm, ["phone"], rights=OWN)
    withdrawn = store.revision()
    version = store.row("tenant", firm)["version"]  # type: ignore[index]
    with pytest.raises(InvalidInput):
        change_row(store, "tenant", firm, {"consents": "phone"}, seen_version=version, rights=everywhere("x"))
    agreed = {"legal_basis": "consent", "consented_on": "2026-01-01"}
    change_row(store, "tenant", firm, agreed, seen_version=version, rights=OWN)
    newest = store.revision()
    revert_change_set(store, newest, rights=OWN)
    for number in (withdrawn, given):
        with pytest.raises(Conflict):
            revert_change_set(store, number, rights=OWN)
    assert shown(store) == set()


def test_a_consent_names_its_giver_a_known_kind_and_no_day_to_come(store: Store, firm: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        give(store, firm, "face", given_by=" ", given_on=today() + timedelta(days=1))
    assert refused.value.problems.keys() == {"kinds", "given_by", "given_on"}
    with pytest.raises(InvalidInput):
        give(store, firm)
    assert list_consents(store, firm, rights=OWN) == []


def test_a_foreign_firm_is_as_if_it_were_not_there(store: Store, firm: int) -> None:
    for number in (firm, 999):
        with pytest.raises(NotFound):
            give(store, number, "phone", rights=FOREIGN)
        with pytest.raises(NotFound):
            withdraw_consent(store, number, ["phone"], rights=FOREIGN)
        with pytest.raises(NotFound):
            list_consents(store, number, rights=FOREIGN)


@pytest.mark.parametrize("ahead", [0, 20], ids=["today", "planned"])
def test_what_a_firm_withdraws_is_over_wherever_it_was_and_will_be(
    store: Store, firm: int, ahead: int
) -> None:
    give(store, firm, "phone", "email")
    row = store.row("tenant", firm)
    assert row is not None
    day = today() + timedelta(days=ahead)
    to = an_area(store, name="Nebenan", number="NB", geometry=outline(2e3))
    moved = move_tenant(store, firm, {"area": to}, on=day, seen_version=row["version"], rights=OWN)
    new = moved.rows[0]["id"]
    assert withdraw_consent(store, firm if ahead else new, ["phone"], rights=OWN) == ["phone"]
    assert [one["consents"] for one in (store.row("tenant", firm), store.row("tenant", new)) if one] == [
        "email",
        "email",
    ]
    ended = [one["what"] for one in list_consents(store, firm, rights=OWN) if one["withdrawn_on"]]
    assert ended == ["phone"]

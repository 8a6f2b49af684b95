"""Where a municipality says how it wants to be treated."""

import pytest

from signage.services.offices import office_of
from signage.services.rights import Rights
from signage.store import Store
from tests.desk.conftest import HERE, THERE, SignIn
from tests.parts.desk import Visitor

EVERYBODY = Rights(None, "Regie")
GOOD = {"mail": "gewerbe@example.org", "cycle_months": "3", "firms_direct": "1", "version": "0"}


def test_a_clerk_sets_up_the_own_municipality(clerk: Visitor, inventory: Store) -> None:
    assert "Amt Wachsenburg: Erinnerungen und Regeln" in clerk.get("/desk/office").text
    done = clerk.post(f"/desk/office/{HERE}", GOOD)
    assert done.headers["location"] == f"/desk/office/{HERE}?saved=1"
    page = clerk.get(done.headers["location"]).text
    assert "Gespeichert." in page
    assert 'value="gewerbe@example.org"' in page
    office = office_of(inventory, HERE, EVERYBODY)
    assert (office.mail, office.cycle_months, office.firms_direct) == ("gewerbe@example.org", 3, True)


def test_what_cannot_be_stays_as_it_was_typed(clerk: Visitor, inventory: Store) -> None:
    wrong = GOOD | {"mail": '"><script>', "cycle_months": "99"}
    answer = clerk.post(f"/desk/office/{HERE}", wrong)
    assert answer.status_code == 422
    assert "Bitte eine Zahl von 1 bis 24 Monaten." in answer.text
    assert 'value="&#34;&gt;&lt;script&gt;"' in answer.text
    assert office_of(inventory, HERE, EVERYBODY).version == 0


def test_both_versions_are_shown_where_somebody_was_quicker(clerk: Visitor, inventory: Store) -> None:
    clerk.post(f"/desk/office/{HERE}", GOOD)
    answer = clerk.post(f"/desk/office/{HERE}", GOOD | {"mail": "neu@example.org"})
    assert answer.status_code == 409
    assert "gewerbe@example.org, alle 3 Monate" in answer.text
    assert 'value="neu@example.org"' in answer.text
    assert 'name="version" value="1"' in answer.text
    assert office_of(inventory, HERE, EVERYBODY).mail == "gewerbe@example.org"


@pytest.mark.parametrize("ags", [THERE, "16070999", "x"])
def test_anothers_office_is_as_if_it_were_not_there(clerk: Visitor, inventory: Store, ags: str) -> None:
    assert clerk.get(f"/desk/office/{ags}").status_code == 404
    assert clerk.post(f"/desk/office/{ags}", GOOD).status_code == 404
    assert office_of(inventory, THERE, EVERYBODY).version == 0


def test_a_manager_chooses_among_all(sign_in: SignIn) -> None:
    page = sign_in("manager").get("/desk/office").text
    assert f'href="/desk/office/{HERE}"' in page
    assert f'href="/desk/office/{THERE}"' in page


def test_who_only_reads_sets_nothing(sign_in: SignIn) -> None:
    assert sign_in("reader", HERE).post(f"/desk/office/{HERE}", GOOD).status_code == 403

"""The log of accounts as it is read: in words, narrowed down, page by page, one's own to everybody."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from signage.services.accounts.events import EVENTS, record
from signage.services.accounts.grants import change_grant, grant_role, grants_of
from signage.services.rights import Grant, Rights
from signage.store import Store
from signage.store.account_tables import account_event
from signage_api.desk.event_log import PAGE
from tests.desk.conftest import HERE, SignIn
from tests.parts.desk import Visitor
from tests.places import an_area

_ROW = re.compile(r'<tr class="kern-table__row"><td class="kern-table__cell">')
_OLDER = re.compile(r'rel="next" href="([^"]+)"')
NOISE = re.compile(r"role_|_ended|\d{8}|-&gt;")  # what programs call things


@pytest.fixture
def admin(sign_in: SignIn) -> Visitor:
    return sign_in("administrator")


def note(
    store: Store, event: str, account: int | None, who: str, detail: str = "", days_ago: int = 0
) -> None:
    """A line of the log."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    row = {"at": at, "account": account, "event": event, "detail": detail, "who": who}
    with store.write_plain() as connection:
        connection.execute(insert(account_event).values(row))


def rows(page: str) -> list[str]:
    """The lines of the page."""
    return [part.partition("</tr>")[0] for part in _ROW.split(page)[1:]]


def test_every_kind_is_read_by_administrators_and_can_be_asked_for_alone(
    admin: Visitor, inventory: Store
) -> None:
    for kind in EVENTS:
        note(inventory, kind, None, "Ada Beispiel")
    for kind, said in EVENTS.items():
        asked = f"/people/log?kind={kind}&who=Ada+Beispiel"
        for page, words in ((admin.get(asked), str(said)), (admin.get(f"{asked}&lang=en"), said.english)):
            [found] = rows(page.text)
            assert f">{words}<" in html.unescape(found)


def test_rights_are_told_by_name(admin: Visitor, sign_in: SignIn, inventory: Store) -> None:
    clerk, area = sign_in("clerk", HERE), an_area(inventory, name="Thörey & <b>")
    by = Rights.from_grants([Grant("administrator")], who="Ada", account=admin.account)
    [given] = grants_of(inventory, clerk.account)
    change_grant(inventory, given["id"], Grant("planner", HERE, area), by=by)
    grant_role(inventory, clerk.account, Grant("clerk", HERE, area, frozenset({"phone"})), by=by)
    granted, changed, *_ = rows(admin.get(f"/people/log?account={clerk.account}").text)
    before, after = "Sachbearbeitung, Amt Wachsenburg", "Planung, Amt Wachsenburg, Thörey &amp; &lt;b&gt;"
    assert f"Recht geändert ({before} → {after})" in changed
    assert f"Recht erteilt ({before}, Thörey &amp; &lt;b&gt;, nur Telefon)" in granted
    assert not NOISE.search(granted + changed)


@pytest.mark.parametrize(
    ("event", "detail", "german", "english"),
    [
        ("sessions_ended", "2", "2 Anmeldungen", "2 sessions"),
        ("recovery_used", "1", "noch 1 übrig", "1 left"),
        ("sign_in_failed", "50", "50. Fehlversuch", "failure 50"),
        ("second_failed", "1", "1. Fehlversuch", "failure 1"),
        ("language_set", "en", "Englisch", "English"),
        ("passkey_added", "<b>Handy", "&lt;b&gt;Handy", "&lt;b&gt;Handy"),
    ],
)
def test_a_detail_has_its_noun(
    admin: Visitor, inventory: Store, event: str, detail: str, german: str, english: str
) -> None:
    note(inventory, event, admin.account, "Kim", detail)
    assert f"({german})" in rows(admin.get("/people/log").text)[0]
    assert f"({english})" in rows(admin.get("/people/log?lang=en").text)[0]


def test_the_log_is_narrowed_to_an_account_a_person_and_days(
    admin: Visitor, sign_in: SignIn, inventory: Store
) -> None:
    kim = sign_in("clerk", HERE)
    for days in (0, 3, 9):
        note(inventory, "invited", kim.account, f"Ada vor {days}", days_ago=days)
    day = (datetime.now(UTC) - timedelta(days=3)).date()
    asked = (
        f"/people/log?account={kim.account}&since={day - timedelta(days=1)}&until={day + timedelta(days=1)}"
    )
    [found] = rows(admin.get(asked).text)
    assert "Ada vor 3" in found
    [found] = rows(admin.get("/people/log?who=Ada+vor+9").text)
    assert "Ada vor 9" in found
    wrong = admin.get("/people/log?since=31.02.2026")
    assert wrong.status_code == 422
    assert 'id="since-error"' in wrong.text
    assert "Dazu gibt es keine Ereignisse." in admin.get("/people/log?who=niemand").text


def test_no_line_is_missing_or_told_twice_from_page_to_page(admin: Visitor, inventory: Store) -> None:
    for number in range(2 * PAGE + 7):
        note(inventory, "signed_in", admin.account, f"Nr. {number:03}")
    found, path = [], f"/people/log?account={admin.account}&kind=signed_in"
    for _ in range(4):
        page = admin.get(path).text
        found += re.findall(r"Nr\. \d{3}", " ".join(rows(page)))
        older = _OLDER.search(page)
        if not older:
            break
        path = "/people/log" + older[1].replace("&amp;", "&").removeprefix("/people/log")
    assert found == [f"Nr. {number:03}" for number in reversed(range(2 * PAGE + 7))]


def test_everybody_reads_the_own_lines_and_no_others(sign_in: SignIn, inventory: Store) -> None:
    kim, robin = sign_in("clerk", HERE), sign_in("reader", HERE)
    note(inventory, "password_set", kim.account, "Kim selbst")
    note(inventory, "password_set", robin.account, "Robin selbst")
    with inventory.write_plain() as connection:
        record(connection, "oidc_refused", account=None, who="fremd@example.org")
    for asked in ("", f"?account={robin.account}", "?who=Robin+selbst", "?kind=password_set"):
        page = kim.get(f"/account/log{asked}").text
        assert "Kim selbst" in page, asked
        assert not re.search(r"Robin selbst|fremd@", page), asked
    assert 'href="/account/log"' in kim.get("/account").text


def test_a_persons_page_leads_to_all_of_their_lines(admin: Visitor, sign_in: SignIn) -> None:
    kim = sign_in("clerk", HERE)
    assert f'href="/people/log?account={kim.account}"' in admin.get(f"/people/{kim.account}").text
    assert kim.get("/people/log").status_code == 404

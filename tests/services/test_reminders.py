"""Who is reminded when, by a real mail server: each step once, whatever happens to the runs."""

from datetime import date, timedelta
from typing import Any

import pytest

from signage.domain.cycles import due_on
from signage.errors import InvalidInput
from signage.services.accounts.people import add_account
from signage.services.confirming import Answer, confirm_area, firms_to_confirm
from signage.services.confirming.reminders import Reminder, remind
from signage.services.offices import save_office
from signage.services.rights import Grant
from signage.settings import Settings
from signage.store import Store
from tests.parts.mailbox import Mailbox
from tests.parts.reminding import (
    CONFIRMED,
    DUE,
    EVERYBODY,
    HERE,
    THERE,
    a_due_area,
    a_manager,
    office,
    rows,
    run,
)
from tests.places import a_tenant, an_area, outline


@pytest.fixture
def area(store: Store) -> int:
    return a_due_area(store)


def test_a_municipality_is_reminded_before_on_and_after_the_day_and_then_its_managers_are_told(
    store: Store, area: int, settings: Settings, mailbox: Mailbox
) -> None:
    a_manager(store)
    told = {days: run(store, settings, days) for days in range(-20, 60)}
    assert {days: done for days, done in told.items() if done} == {
        -14: [("before", "sent")],
        0: [("due", "sent")],
        14: [("after", "sent")],
        30: [("escalated", "sent")],
    }
    assert [mail["To"] for mail in mailbox.taken] == ["gewerbe@example.org"] * 3 + ["leitung@example.org"]
    assert [row.step for row in rows(store)] == ["before", "due", "after", "escalated"]


def test_a_reminder_has_counts_and_links_and_nothing_of_firms(
    store: Store, area: int, settings: Settings, mailbox: Mailbox
) -> None:
    run(store, settings, 3)
    [mail] = mailbox.taken
    text = str(mail.get_content())
    assert mail["Subject"] == "Bitte bestätigen: 2 Firmen in Amt Wachsenburg"
    assert f"https://schilder.example.de/desk/confirm/{area}\n" in text.replace("\r\n", "\n")
    assert "Erfurter Kreuz: 2 Firmen, fällig seit 01.12.2020" in text
    assert (mail["Auto-Submitted"], mail["List-Id"]) == ("auto-generated", "<bestaetigung.example.org>")
    assert not any(word in text for word in ("img", "Söhne", "firma.example", "Regie"))


def test_the_managers_hear_in_one_mail_of_all_who_forgot(
    store: Store, area: int, settings: Settings, mailbox: Mailbox
) -> None:
    a_manager(store)
    other = an_area(store, name="Gotha-Süd", municipality=THERE, geometry=outline(25e3))
    a_tenant(store, other, municipality=THERE, confirmed_on=CONFIRMED)
    assert run(store, settings, 14) == [("after", "sent"), ("after", "nobody")]
    assert run(store, settings, 30) == [("escalated", "sent"), ("escalated", "sent")]
    mail = mailbox.taken[-1]
    assert mail["Subject"] == "2 Gemeinden haben ihre Firmenlisten nicht bestätigt"
    assert "Gotha: 1 Firma, fällig seit 01.12.2020; für Erinnerungen ist keine Adresse" in mail.get_content()


def test_nobody_is_reported_who_was_not_reminded_first(store: Store, area: int, settings: Settings) -> None:
    a_manager(store)
    told = {days: run(store, settings, days) for days in range(200, 230)}
    assert {days: done for days, done in told.items() if done} == {
        200: [("after", "sent")],
        216: [("escalated", "sent")],
    }


def test_without_an_address_the_clerks_of_the_municipality_are_asked(
    store: Store, area: int, settings: Settings, mailbox: Mailbox
) -> None:
    save_office(store, HERE, mail="", cycle_months=6, firms_direct=False, seen_version=1, rights=EVERYBODY)
    add_account(store, mail="kim@example.org", name="Kim", grants=[Grant("clerk", HERE)], by="test")
    add_account(store, mail="x@example.org", name="X", grants=[Grant("clerk", THERE)], by="test")
    run(store, settings, 0)
    assert mailbox.recipients == [["kim@example.org"]]


def test_who_confirms_is_left_in_peace_for_half_a_year(store: Store, area: int, settings: Settings) -> None:
    run(store, settings, 0)
    seen = [Answer(row["id"], row["version"]) for row in firms_to_confirm(store, area, EVERYBODY).rows]
    day = DUE + timedelta(days=2)
    confirm_area(store, area, seen, rights=EVERYBODY, on=day)
    again = (due_on(day, 6) - DUE).days
    assert [days for days in range(3, again + 1) if run(store, settings, days)] == [again - 14, again]


def test_a_dry_run_sends_and_records_nothing(
    store: Store, area: int, settings: Settings, mailbox: Mailbox
) -> None:
    assert run(store, settings, 0, dry_run=True) == [("due", "planned")]
    assert (mailbox.taken, rows(store)) == ([], [])
    assert run(store, Settings(), 0, dry_run=True) == [("due", "planned")]


def test_without_a_mail_server_the_run_says_so(store: Store, area: int) -> None:
    with pytest.raises(InvalidInput, match="SIGNAGE_SMTP_URL"):
        remind(store, Settings(), on=DUE)
    assert rows(store) == []


@pytest.mark.parametrize(
    ("confirmed", "steps"),
    [
        ("2026-08-31", ("2027-02-15", "2027-03-01", "2027-03-15", "2027-03-31")),  # no 31 February
        ("2026-06-30", ("2026-12-16", "2026-12-30", "2027-01-13", "2027-01-29")),  # into the next year
        ("2027-08-29", ("2028-02-15", "2028-02-29", "2028-03-14", "2028-03-30")),  # a leap year
    ],
)
def test_the_steps_come_on_their_days_at_the_ends_of_months_and_years(
    store: Store, area: int, settings: Settings, confirmed: str, steps: tuple[str, ...]
) -> None:
    a_manager(store)
    with store.change(who="test", why="test") as change:
        for row in store.read("tenant"):
            change.update("tenant", row["id"], {"confirmed_on": date.fromisoformat(confirmed)})
    days = [date.fromisoformat(day) for day in steps]
    around = sorted({day + timedelta(days=n) for day in days for n in (-1, 0, 1)})
    told = {str(day): run(store, settings, (day - DUE).days) for day in around}
    sent = [("before", "sent"), ("due", "sent"), ("after", "sent"), ("escalated", "sent")]
    assert {day: done for day, done in told.items() if done} == {
        day: [step] for day, step in zip(steps, sent, strict=True)
    }


def test_an_address_that_is_refused_keeps_the_mail_from_nobody_else(
    store: Store, area: int, settings: Settings, mailbox: Mailbox
) -> None:
    save_office(store, HERE, mail="", cycle_months=6, firms_direct=False, seen_version=1, rights=EVERYBODY)
    for name in ("alt", "neu"):
        grants = [Grant("clerk", HERE)]
        add_account(store, mail=f"{name}@example.org", name=name, grants=grants, by="test")
    mailbox.unknown = {"alt@example.org"}
    [one] = remind(store, settings, on=DUE)
    assert one.outcome == "sent"
    assert "nicht angenommen (SMTPRecipientsRefused)" in one.problem
    assert mailbox.recipients == [["neu@example.org"]]
    assert remind(store, settings, on=DUE) == []


def test_a_mail_server_that_goes_away_in_the_middle_is_told_and_only_what_it_missed_is_sent_again(
    store: Store, area: int, settings: Settings, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    office(store, THERE, "gotha@example.org")
    other = an_area(store, name="Gotha-Süd", municipality=THERE, geometry=outline(25e3))
    a_tenant(store, other, municipality=THERE, confirmed_on=CONFIRMED)
    taking = mailbox.handle_DATA

    async def takes_one(*asked: Any) -> str:
        mailbox.hangs_up = len(mailbox.taken) == 1
        return await taking(*asked)

    monkeypatch.setattr(mailbox, "handle_DATA", takes_one)
    first, second = remind(store, settings, on=DUE)
    assert (first.outcome, second.outcome) == ("sent", "failed")
    assert "nicht angenommen (SMTPServerDisconnected)" in second.problem
    monkeypatch.setattr(mailbox, "handle_DATA", taking)
    mailbox.hangs_up = False
    [again] = remind(store, settings, on=DUE + timedelta(days=1))
    assert (again.office.ags, again.outcome) == (second.office.ags, "sent")
    assert [mail["To"] for mail in mailbox.taken] == [*first.to, *second.to]


def test_a_reminder_counts_what_its_areas_have(store: Store, area: int, settings: Settings) -> None:
    [one] = remind(store, settings, on=DUE - timedelta(days=14), dry_run=True)
    assert isinstance(one, Reminder)
    assert (one.firms, one.due_on, one.to) == (2, DUE, ("gewerbe@example.org",))

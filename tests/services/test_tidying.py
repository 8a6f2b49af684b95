"""What visitors left behind comes to an end, on both engines."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from signage.services.accounts.attempts import Asker, Attempts
from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session, end_session, session_of
from signage.services.mailing.links import new_link
from signage.services.reports import Report, list_reports, settle_report, subject_of, take_report
from signage.services.rights import Grant, everywhere
from signage.services.tidying import Tidied, tidy
from signage.store import Store
from signage.store.account_tables import mail_link, session
from signage.store.desk_tables import upload
from signage.store.schema import report, report_photo, search_miss
from tests.places import a_sign, an_area

TODAY = date(2026, 11, 28)
STAFF = everywhere("Bauamt")


def a_report(store: Store, code: str, text: str, settled_at: datetime | None) -> int:
    """A report with a photo of its own, settled then or open."""
    subject = subject_of(store, code)
    assert subject
    given = Report(kind="damaged", language="de", text=text, photo=text.encode())
    number = take_report(store, subject, given, date(2025, 1, 2)).number
    if settled_at:
        settle_report(store, number, rights=STAFF, seen_version=1, state="accepted")
        with store.write_plain() as connection:
            connection.execute(update(report).where(report.c.id == number).values(settled_at=settled_at))
    return number


@pytest.fixture
def code(store: Store) -> str:
    row = store.row("sign", a_sign(store, an_area(store)))
    assert row
    return str(row["code"])


def test_reports_settled_long_ago_go_with_their_photos(store: Store, code: str) -> None:
    a_report(store, code, "lange her", datetime(2025, 11, 27, 12, tzinfo=UTC))
    recent = a_report(store, code, "neulich", datetime(2025, 11, 28, 12, tzinfo=UTC))
    still_open = a_report(store, code, "offen", None)
    assert tidy(store, TODAY) == Tidied(reports=1, photos=1, terms=0)
    assert {row["id"] for row in list_reports(store, rights=STAFF)} == {recent, still_open}
    with store.engine_read() as connection:
        assert connection.execute(select(func.count()).select_from(report_photo)).scalar() == 2
    assert tidy(store, date(2026, 3, 31), months=1) == Tidied(reports=1, photos=1, terms=0)


def test_rare_search_terms_go_and_frequent_ones_stay(store: Store) -> None:
    area = an_area(store)
    rows = [
        (date(2026, 1, 5), "selten", 4),
        (date(2026, 1, 5), "oft", 4),
        (date(2026, 11, 5), "oft", 1),
        (date(2026, 11, 5), "neu", 1),
    ]
    with store.write_plain() as connection:
        for day, term, misses in rows:
            connection.execute(insert(search_miss).values(area=area, day=day, term=term, misses=misses))
    assert tidy(store, TODAY).terms == 1
    with store.engine_read() as connection:
        assert set(connection.execute(select(search_miss.c.term)).scalars()) == {"oft", "neu"}


def test_what_is_gone_is_not_in_the_file_either(geopackage: Store) -> None:
    row = geopackage.row("sign", a_sign(geopackage))
    assert row
    a_report(geopackage, row["code"], "Frau Xylander am Tor", datetime(2025, 1, 3, tzinfo=UTC))
    geopackage.checkpoint()  # type: ignore[attr-defined]
    path = geopackage.path  # type: ignore[attr-defined]
    assert b"Xylander" in path.read_bytes()
    assert tidy(geopackage, TODAY).reports == 1
    geopackage.checkpoint()  # type: ignore[attr-defined]
    assert b"Xylander" not in path.read_bytes()


def test_sign_ins_that_are_over_go_and_others_stay(store: Store) -> None:
    number = add_account(store, mail="kim@example.org", name="Kim", grants=[Grant("reader")], by="test")
    cookies = [begin_session(store, number) for _ in range(3)]
    with store.write_plain() as connection:
        for purpose in ("invitation", "password"):
            new_link(connection, purpose, mail="kim@example.org", by="test", account=number)
    Attempts(store, lambda: datetime.now(UTC) - timedelta(days=2)).begin(Asker("1", "network"))
    long_ago = datetime.now(UTC) - timedelta(days=31)
    for cookie in cookies[:2]:
        end_session(store, cookie)
    with store.write_plain() as connection:
        first = connection.execute(select(session.c.hash).where(session.c.ended_at.is_not(None))).scalar()
        connection.execute(update(session).where(session.c.hash == first).values(ended_at=long_ago))
        used = mail_link.c.purpose == "password"
        connection.execute(update(mail_link).where(used).values(used_at=long_ago))
    assert tidy(store, TODAY).sign_ins == 1 + 1 + 3
    assert session_of(store, cookies[2])
    with store.engine_read() as connection:
        assert connection.execute(select(func.count()).select_from(mail_link)).scalar() == 1


def test_an_uploaded_file_is_forgotten_after_a_day(store: Store) -> None:
    for hours in (1, 25):
        row = {"key": str(hours), "file": "a.xlsx", "content": b"x", "parsed": b"x", "choices": "{}"}
        with store.write_plain() as connection:
            connection.execute(
                insert(upload).values(row | {"at": datetime.now(UTC) - timedelta(hours=hours)})
            )
    assert tidy(store, TODAY).uploads == 1
    with store.engine_read() as connection:
        assert list(connection.execute(select(upload.c.key)).scalars()) == ["1"]

"""One person: all that is held of them, and its end, of which no byte is left."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import insert, select

from signage.domain.faces import read_face
from signage.domain.validity import today
from signage.errors import Conflict, InvalidInput, NotFound, Said
from signage.services.editing import change_row
from signage.services.past.comparing import compare_days
from signage.services.privacy.erasing import erase_person
from signage.services.privacy.person import find_person, records_of
from signage.services.reverting import revert_change_set
from signage.services.rights import everywhere
from signage.services.tenants.listed import follow_listed
from signage.services.tenants.moving import rename_tenant
from signage.store import Store
from signage.store.account_tables import mail_link
from signage.store.desk_tables import consent, logo, proposal, upload
from signage.store.geopackage import GeoPackageStore
from signage.store.schema import change, metadata, parked, report, report_photo, search_miss
from tests.places import a_municipality, a_sign, a_tenant, an_area, point

TODAY = today()
NOW = datetime(2026, 11, 28, tzinfo=UTC)
ALL = everywhere("Bauamt")
# Values that are nowhere else in a file.
SECRETS = (
    "Xaverine Quittenbaum", "Quittenbaums Stickerei", "Zwirnsteig", "03621 998877", "xq@stick.example",
    "Stickwaren aller Art", "Ruft ungern zurueck", "stick.example/jobs", "Opa Quittenbaum",
)  # fmt: skip
PHOTO = b"\xff\xd8PHOTO-OF-QUITTENBAUM"
LOGO = b"\x89PNG-LOGO-OF-QUITTENBAUM"


def a_person(store: Store) -> int:
    """A sole trader of whom every table knows something, renamed and corrected."""
    a_municipality(store)
    area = an_area(store)
    number = a_tenant(
        store, area, name=SECRETS[0], is_person=True, street=SECRETS[2], house_number="7", phone=SECRETS[3],
        email=SECRETS[4], activity=SECRETS[5], note=SECRETS[6], jobs=SECRETS[7], legal_basis="consent",
        consented_by=SECRETS[8], consented_on=TODAY, number=1, geometry=point(123.456, 654.321),
    )  # fmt: skip
    slots = [{"tenant": number, "text": SECRETS[0], "reason": SECRETS[0]}, {"text": "Bleibt GmbH"}]
    board = a_sign(store, area, number="EK-001", type="SAM", face=read_face({"slots": slots}))
    found = {"slots": [{"id": 1, "tenant": number, "text": SECRETS[1]}, {"id": 2, "text": "Bleibt GmbH"}]}
    change_row(store, "sign", board, {"face": found}, seen_version=1, rights=ALL, why=f"Schild {SECRETS[0]}")
    change_row(store, "tenant", number, {"phone": None}, seen_version=1, rights=ALL, why=SECRETS[8])
    rename_tenant(store, number, SECRETS[1], on=TODAY, seen_version=2, rights=ALL)
    of_firm = Said(f"Einwilligung von {SECRETS[8]}", f"Consent of {SECRETS[8]}")
    with store.change(who="Bauamt", why=of_firm) as change:
        change.update("tenant", number, {"note": None})
    follow_listed(store)
    _beside(store, number, area)
    return number


def _beside(store: Store, tenant: int, area: int) -> None:
    sign = store.read("sign")[0]
    of_firm: dict[str, Any] = {"tenant": tenant, "area": area}
    settled: dict[str, Any] = {"state": "open", "answer": "", "settled_by": "", "version": 1}
    said = {"kind": "firm_gone", "language": "de", "text": f"{SECRETS[0]} ist weg", "photo": "p", "times": 1}
    change_ = {"at": NOW, "source": "firm", "kind": "change", "note": SECRETS[6]}
    file = {"layer": "tenant", "file": "f.csv", "file_row": 2, "problems": "[]", "parked_at": NOW, "who": "x"}
    given = {"what": "phone", "given_on": TODAY, "given_by": SECRETS[8], "how": "Brief", "recorded_by": "x"}
    link = {"hash": "h", "purpose": "firm", "mail": SECRETS[4], "created_at": NOW, "created_by": "x"}
    book = {
        "key": "k",
        "file": "f.xlsx",
        "parsed": b"",
        "choices": "{}",
        "municipality": "16070028",
        "at": NOW,
    }
    rows: list[tuple[Any, dict[str, Any]]] = [
        (consent, given | {"tenant": tenant}),
        (proposal, change_ | of_firm | settled | {"proposed": f'{{"name": "{SECRETS[1]}"}}'}),
        (mail_link, link | {"tenant": tenant, "ends_at": NOW + timedelta(days=900)}),
        (report_photo, {"hash": "p", "content": PHOTO}),
        (logo, {"tenant": tenant, "png": LOGO, "at": NOW, "who": SECRETS[8]}),
        (report, said | of_firm | settled | {"day": TODAY, "code": sign["code"]}),
        (parked, file | {"content": orjson.dumps({"Firma": SECRETS[0], "Tel": SECRETS[3]}).decode()}),
        (search_miss, {"area": area, "day": TODAY, "term": SECRETS[0].lower(), "misses": 1}),
        (upload, book | {"content": SECRETS[0].encode(), "municipality": "16070028"}),
    ]
    with store.write_plain() as connection:
        for table, row in rows:
            connection.execute(insert(table).values(row))


def everything(store: Store) -> bytes:
    """All that the tables hold, or the very file, with what lies beside it."""
    if isinstance(store, GeoPackageStore):
        return b"".join(path.read_bytes() for path in sorted(store.path.parent.glob(f"{store.path.name}*")))
    with store.engine_read() as connection:
        rows = [connection.execute(select(table)).all() for table in metadata.sorted_tables]
    return repr(rows).encode() + b"".join(_binaries(rows))


def _binaries(rows: Any) -> list[bytes]:
    return [bytes(cell) for table in rows for row in table for cell in row if isinstance(cell, bytes)]


def left(store: Store) -> list[str]:
    data = everything(store)
    found = [secret for secret in SECRETS if secret.encode() in data or secret.lower().encode() in data]
    place = point(123.456, 654.321)[5:]
    places = [text for text in (place, place.hex().encode(), place.hex().upper().encode()) if text in data]
    return found + ["place"] * bool(places) + ["photo"] * (PHOTO in data) + ["logo"] * (LOGO in data)


def test_of_an_erased_person_no_byte_is_left(store: Store) -> None:
    number = a_person(store)
    assert left(store) == [*SECRETS, "place", "photo", "logo"]
    erase_person(store, find_person(store, tenant=number), who="Bauamt")
    store.forget()
    assert left(store) == []
    assert b"Bleibt GmbH" in everything(store)


def test_the_shape_of_what_was_erased_stays(store: Store) -> None:
    number = a_person(store)
    count = _count(store)
    erase_person(store, find_person(store, tenant=number), who="Bauamt")
    row = store.row("tenant", number)
    assert row is not None
    assert (row["number"], row["area"], row["is_person"]) == (1, 1, True)
    assert row["name"] == f"gelöscht am {TODAY:%d.%m.%Y}"
    assert _count(store) >= count
    with store.engine_read() as connection:
        versions = connection.execute(
            select(change.c.version)
            .where(change.c.layer == "tenant", change.c.row == number)
            .order_by(change.c.id)
        ).scalars()
        assert list(versions) == [1, 2, 3, *range(4, row["version"] + 1)]


def _count(store: Store) -> int:
    with store.engine_read() as connection:
        return len(connection.execute(select(change.c.id)).all())


def test_no_directory_of_any_day_shows_who_was_erased(store: Store) -> None:
    number = a_person(store)
    erase_person(store, find_person(store, tenant=number), who="Bauamt")
    for day in (date(1990, 1, 1), TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=900)):
        assert store.read("tenant", as_of=day) == []
    compare_days(store, TODAY - timedelta(days=9), TODAY, rights=ALL)


def test_what_was_erased_is_not_brought_back(store: Store) -> None:
    number = a_person(store)
    done = erase_person(store, find_person(store, tenant=number), who="Bauamt")
    assert done is not None
    with pytest.raises(Conflict, match="gelöscht"):
        revert_change_set(store, done, rights=ALL)


def test_erasing_twice_changes_nothing_more(store: Store) -> None:
    number = a_person(store)
    erase_person(store, find_person(store, tenant=number), who="Bauamt")
    assert erase_person(store, find_person(store, tenant=number), who="Bauamt") is None


def test_others_are_not_touched(store: Store) -> None:
    number = a_person(store)
    namesake = a_tenant(store, None, name=SECRETS[0], is_person=True, phone="0361 1", municipality="16070029")
    before = store.row("tenant", namesake)
    erase_person(store, find_person(store, tenant=number), who="Bauamt")
    assert store.row("tenant", namesake) == before


def test_of_a_company_only_its_people_are_erased(store: Store) -> None:
    a_municipality(store)
    firm = a_tenant(store, an_area(store), name="Werk GmbH", contact=SECRETS[0], phone=SECRETS[3])
    person = find_person(store, "xaverine quittenbaum")
    erase_person(store, person, who="Bauamt")
    row = store.row("tenant", firm)
    assert row is not None
    assert (row["name"], row["contact"], row["phone"], row["valid_to"]) == ("Werk GmbH", None, None, None)
    store.forget()
    assert left(store) == []


def test_a_person_is_found_by_a_former_name_and_told_apart(store: Store) -> None:
    number = a_person(store)
    assert number in find_person(store, "QUITTENBAUM XAVERINE".title().split()[1] + " Quittenbaum").ids
    with pytest.raises(NotFound):
        find_person(store, "Niemand")
    a_tenant(store, None, name=SECRETS[0], is_person=True, municipality="16070029")
    with pytest.raises(InvalidInput, match="--tenant"):
        find_person(store, SECRETS[0])


def test_information_is_all_that_is_held(store: Store) -> None:
    number = a_person(store)
    told = records_of(store, find_person(store, tenant=number))
    assert {kind: len(rows) for kind, rows in told.items() if kind not in ("history", "notices")} == {
        "firm": 2, "consents": 1, "proposals": 1, "reports": 1, "mails": 1, "signs": 1, "parked": 1,
        "logos": 1,
    }  # fmt: skip
    text = orjson.dumps(told).decode()
    assert [secret for secret in SECRETS if secret not in text] == []
    assert '"hash"' not in text


def test_a_file_is_smaller_or_equal_and_sound_after_forgetting(geopackage: GeoPackageStore) -> None:
    number = a_person(geopackage)
    erase_person(geopackage, find_person(geopackage, tenant=number), who="Bauamt")
    geopackage.forget()
    assert not Path(f"{geopackage.path}-wal").exists() or Path(f"{geopackage.path}-wal").stat().st_size == 0
    with geopackage.engine_read() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"

"""The history's rooms: changes in words, taking one back, a directory of any day, two days compared."""

from datetime import date, timedelta

import pytest

from signage.domain.validity import today
from signage.services.editing import change_row, end_row
from signage.services.rights import Rights
from signage.services.tenants.moving import move_tenant
from signage.store import Store
from tests.desk.conftest import HERE, THERE, SignIn
from tests.parts.desk import Visitor
from tests.places import a_sign, a_tenant, an_area, point

TODAY = today()
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
ESCAPED = "&lt;img src=x onerror=alert(1)&gt; &amp; Söhne"
KIM = Rights(frozenset([HERE]), "Kim Muster")
ALEX = Rights(frozenset([THERE]), "Alex Fremd")


@pytest.fixture
def area(inventory: Store) -> int:
    return an_area(inventory)


@pytest.fixture
def firm(inventory: Store, area: int) -> int:
    return a_tenant(inventory, area, name=HOSTILE)


@pytest.fixture
def foreign(inventory: Store) -> int:
    return a_tenant(inventory, None, name="Fremde GmbH", municipality=THERE, geometry=point(30e3, 0))


def test_a_change_is_told_in_words(clerk: Visitor, inventory: Store, firm: int) -> None:
    values = {"activity": "Handel", "geometry": point(512, 500), "confirmed_on": "2026-11-01"}
    change_row(inventory, "tenant", firm, values, seen_version=1, rights=KIM, why="Anruf <b>")
    page = clerk.get("/desk/history").text
    assert "von Kim Muster" in page
    assert "Anruf &lt;b&gt;" in page
    assert ESCAPED in page
    assert HOSTILE not in page
    assert "<dt>Tätigkeit</dt><dd><del>–</del>" in page
    assert "um 12 m versetzt" in page
    assert "01.11.2026" in page


def test_the_products_own_reasons_are_in_the_reader_s_language(
    clerk: Visitor, inventory: Store, area: int, firm: int
) -> None:
    moved = move_tenant(inventory, firm, {"house_number": "9"}, on=TODAY, seen_version=1, rights=KIM)
    change_row(
        inventory, "tenant", moved.rows[0]["id"], {"phone": "1"}, seen_version=1, rights=KIM, why="Anruf"
    )
    for path in ("/desk", "/desk/history", f"/desk/history/set/{moved.change_set}"):
        assert "Firma umgezogen" in clerk.get(path).text, path
        english = clerk.get(f"{path}?lang=en").text
        assert "Firm moved" in english, path
        assert "Firma" not in english, path
        clerk.get(f"{path}?lang=de")
    assert "Anruf" in clerk.get("/desk/history?lang=en").text


def test_taking_back_says_in_english_what_was_taken_back(clerk: Visitor, inventory: Store, firm: int) -> None:
    ended = end_row(inventory, "tenant", firm, TODAY, rights=KIM)
    assert ended["valid_to"] == TODAY
    number = inventory.revision()
    clerk.post(f"/desk/history/set/{number}/revert")
    page = clerk.get("/desk/history?lang=en").text
    assert f"{number} taken back: Firms: ended" in page
    assert "Rücknahme" not in page


def test_the_history_is_narrowed_to_who_and_what_and_when(
    clerk: Visitor, inventory: Store, firm: int, area: int
) -> None:
    change_row(inventory, "tenant", firm, {"activity": "Handel"}, seen_version=1, rights=KIM)
    for query, shown in {
        "who=Kim+Muster": True,
        "who=test": False,
        "layer=tenant": True,
        "layer=sign": False,
        f"area={area}": True,
        "area=99": False,
        f"since={TODAY}": True,
        f"until={TODAY - timedelta(days=1)}": False,
        "kind=edit": True,
        "kind=import": False,
    }.items():
        assert ("Handel" in clerk.get(f"/desk/history?{query}").text) == shown, query


def test_days_are_written_as_everywhere_in_the_desk(clerk: Visitor, inventory: Store, area: int) -> None:
    a_tenant(inventory, area, valid_from=date(2025, 4, 9), valid_to=date(2027, 3, 1))
    assert "09.04.2025" in clerk.get(f"/desk/asof?area={area}").text
    assert "endet am 01.03.2027" in clerk.get("/desk/firms").text


def test_a_day_that_is_none_is_said_beside_its_field(clerk: Visitor) -> None:
    answer = clerk.get("/desk/history?since=gestern")
    assert answer.status_code == 422
    assert 'id="since-error"' in answer.text


def test_older_changes_are_a_page_away(clerk: Visitor, inventory: Store, area: int) -> None:
    for number in range(22):
        a_tenant(inventory, area, name=f"Firma {number:02}")
    first = clerk.get("/desk/history?layer=tenant").text
    assert "Firma 21" in first
    assert "Firma 01" not in first
    link = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "Firma 01" in clerk.get(link).text


def test_a_change_is_taken_back_with_one_click(clerk: Visitor, inventory: Store, firm: int) -> None:
    change_row(inventory, "tenant", firm, {"activity": "Handel"}, seen_version=1, rights=KIM)
    number = inventory.revision()
    page = clerk.get(f"/desk/history/set/{number}").text
    undoing = page.partition("Was beim Rückgängigmachen geschieht")[2]
    assert "<del>Handel</del>" in undoing
    assert "<ins>–</ins>" in undoing
    done = clerk.post(f"/desk/history/set/{number}/revert", {"why": "Irrtum"})
    back = inventory.revision()
    assert (done.status_code, done.headers["location"]) == (303, f"/desk/history/set/{back}")
    row = inventory.row("tenant", firm)
    assert row is not None
    assert row["activity"] is None
    assert f"Nimmt Änderung {number} zurück" in clerk.get(done.headers["location"]).text
    again = clerk.get(f"/desk/history/set/{number}").text
    assert f"Rückgängig gemacht mit Änderung {back}" in again
    assert '<form method="post" action="/desk/history' not in again


def test_what_stands_in_the_way_is_said_before_the_click(clerk: Visitor, inventory: Store, firm: int) -> None:
    change_row(inventory, "tenant", firm, {"activity": "Handel"}, seen_version=1, rights=KIM)
    number = inventory.revision()
    change_row(inventory, "tenant", firm, {"activity": "Bau"}, seen_version=2, rights=KIM)
    page = clerk.get(f"/desk/history/set/{number}").text
    assert "Nehmen Sie zuerst die späteren Änderungen zurück" in page
    assert f"/desk/history/set/{number}/revert" not in page
    assert clerk.post(f"/desk/history/set/{number}/revert").status_code == 409


def test_looking_at_a_change_changes_nothing(clerk: Visitor, inventory: Store, firm: int) -> None:
    change_row(inventory, "tenant", firm, {"activity": "Handel"}, seen_version=1, rights=KIM)
    number, row = inventory.revision(), inventory.row("tenant", firm)
    clerk.get(f"/desk/history/set/{number}")
    assert (inventory.revision(), inventory.row("tenant", firm)) == (number, row)


def test_who_only_reads_is_offered_no_way_back(sign_in: SignIn, inventory: Store, firm: int) -> None:
    change_row(inventory, "tenant", firm, {"activity": "Handel"}, seen_version=1, rights=KIM)
    reader, number = sign_in("reader", HERE), inventory.revision()
    assert f"/desk/history/set/{number}/revert" not in reader.get(f"/desk/history/set/{number}").text
    assert reader.post(f"/desk/history/set/{number}/revert").status_code == 403
    assert inventory.revision() == number


def test_the_history_of_others_is_as_if_it_were_not_there(
    clerk: Visitor, inventory: Store, foreign: int
) -> None:
    change_row(inventory, "tenant", foreign, {"activity": "Geheim"}, seen_version=1, rights=ALEX)
    number = inventory.revision()
    pages = ["/desk/history", "/desk/history?layer=tenant", f"/desk/history?who={ALEX.who}", "/desk/compare"]
    for path in pages:
        text = clerk.get(path).text
        assert "Geheim" not in text
        assert "Fremde GmbH" not in text
        assert f'<option value="{ALEX.who}"' not in text
    for there, nowhere in (
        (f"/desk/history/set/{number}", "/desk/history/set/9999"),
        (f"/desk/history/tenant/{foreign}", "/desk/history/tenant/9999"),
        ("/desk/asof?area=77", "/desk/asof?area=78"),
    ):
        told, missing = clerk.get(there), clerk.get(nowhere)
        assert told.status_code == missing.status_code == 404
        assert "Fremde" not in told.text
    assert clerk.post(f"/desk/history/set/{number}/revert").status_code == 404
    assert inventory.revision() == number


def test_a_firm_tells_its_history_and_its_signs(
    clerk: Visitor, inventory: Store, firm: int, area: int
) -> None:
    a_sign(inventory, area, number="EK-001", type="INF")
    end_row(inventory, "tenant", firm, TODAY, rights=KIM)
    page = clerk.get(f"/desk/history/tenant/{firm}").text
    assert "Tafel führt alle Firmen auf" in page
    assert "Firma ist weg" in page
    assert "gültig bis (ausschließlich)" in page


def test_an_area_and_a_sign_tell_their_history(clerk: Visitor, inventory: Store, area: int) -> None:
    sign = a_sign(inventory, area, number="EK-001")
    change_row(inventory, "area", area, {"note": "<b>"}, seen_version=1, rights=KIM, why="Begehung & Lauf")
    page = clerk.get(f"/desk/history/area/{area}")
    assert page.status_code == 200
    assert "Begehung &amp; Lauf" in page.text
    assert "&lt;b&gt;" in page.text
    assert "EK-001" in clerk.get(f"/desk/history/sign/{sign}").text


def test_the_areas_of_others_have_no_history_here(clerk: Visitor, inventory: Store, sign_in: SignIn) -> None:
    theirs = an_area(inventory, name="Gotha-Süd", number="GS", municipality=THERE)
    foreign, missing = (clerk.get(f"/desk/history/area/{one}") for one in (theirs, 9999))
    assert foreign.status_code == missing.status_code == 404
    assert "Gotha-Süd" not in foreign.text
    assert "Gotha-Süd" in sign_in("clerk", THERE).get(f"/desk/history/area/{theirs}").text


def test_the_directory_of_a_planned_day_is_shown_with_the_days_around_it(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    soon = TODAY + timedelta(days=30)
    a_tenant(inventory, area, name="Bleibt")
    a_tenant(inventory, area, name="Kommt", valid_from=soon)
    code = a_sign(inventory, area) and inventory.read("sign")[0]["code"]
    today_page = clerk.get(f"/desk/asof?area={area}").text
    assert "1 Firma" in today_page
    assert "Kommt" not in today_page
    assert f"day={soon}" in today_page
    assert [f'data-day="{day}"' in today_page for day in (TODAY, soon)] == [True, True]
    planned = clerk.get(f"/desk/asof?area={area}&day={soon}").text
    assert "2 Firmen" in planned
    assert f'href="/{code}?as_of={soon}"' in planned
    table = clerk.get(f"/desk/asof/firms.csv?area={area}&day={soon}")
    assert table.content.decode("utf-8-sig").splitlines()[0].startswith("Nummer auf dem Plan;Firma;")
    assert "Kommt" in table.text


def test_two_days_are_compared_in_a_sentence(clerk: Visitor, inventory: Store, area: int, firm: int) -> None:
    a_tenant(inventory, area, name="=Neu GmbH", valid_from=TODAY + timedelta(days=5))
    end_row(inventory, "tenant", firm, TODAY + timedelta(days=9), rights=KIM)
    query = f"earlier={TODAY}&later={TODAY + timedelta(days=20)}&area={area}"
    page = clerk.get(f"/desk/compare?{query}").text
    assert "1 neu, 1 weg, 0 umgezogen, 0 umbenannt, 0 mit anderen Angaben." in page
    assert ESCAPED in page
    table = clerk.get(f"/desk/compare/firms.csv?{query}").text
    assert "neu;'=Neu GmbH;" in table


def test_days_the_wrong_way_round_are_told_of(clerk: Visitor, inventory: Store) -> None:
    answer = clerk.get(f"/desk/compare?earlier={TODAY}&later={TODAY - timedelta(days=1)}")
    assert answer.status_code == 422
    assert "Der zweite Tag liegt vor dem ersten." in answer.text


def test_the_start_page_leads_to_each_of_the_newest_changes(
    clerk: Visitor, inventory: Store, firm: int
) -> None:
    change_row(inventory, "tenant", firm, {"activity": "Handel"}, seen_version=1, rights=KIM)
    link = f"/desk/history/set/{inventory.revision()}"
    assert f'href="{link}"' in clerk.get("/desk").text
    assert clerk.get(link).status_code == 200


def an_import(inventory: Store, area: int, rows: int) -> int:
    with inventory.change(who="Alex", why="Import Firmen: liste.csv", kind="import") as change:
        row = {"area": area, "municipality": HERE, "activity": "Handel"}
        change.create_many("tenant", [row | {"name": f"Firma {n:03}"} for n in range(rows)])
        assert change.id is not None
        return change.id


def test_a_large_change_is_one_line_with_its_count_and_a_way_to_all_of_it(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    number = an_import(inventory, area, 130)
    page = clerk.get("/desk/history").text
    assert "Firmen: 130 angelegt" in page
    assert "Firma 001" not in page
    first = clerk.get(f"/desk/history/set/{number}").text
    assert first.count('class="past-layer"') == 100
    assert "Alles davon wird zurückgenommen." in first
    link = first.partition('rel="next" href="')[2].partition('"')[0]
    rest = clerk.get(link).text
    assert rest.count('class="past-layer"') == 30
    assert 'rel="next"' not in rest
    assert {n for n in range(130) if f"Firma {n:03}" in first + rest} == set(range(130))


def test_a_large_change_tells_nobody_of_rows_out_of_reach(clerk: Visitor, inventory: Store) -> None:
    with inventory.change(who="Alex", why="Import", kind="import") as change:
        change.create_many("tenant", [{"name": f"Firma {n}", "municipality": HERE} for n in range(8)])
        change.create_many("tenant", [{"name": f"Fremd {n}", "municipality": THERE} for n in range(5)])
    assert "Firmen: 8 angelegt" in clerk.get("/desk/history").text


def test_what_a_file_brought_is_named_and_its_fields_are_folded(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    an_import(inventory, area, 2)
    page = clerk.get("/desk/history").text
    assert page.count('<details class="past-fields">') == 2
    assert "Firma 001" in page


def test_a_key_in_a_list_that_goes_with_the_firm_is_no_news(clerk: Visitor, inventory: Store) -> None:
    firm = a_tenant(inventory, an_area(inventory), street="Alt", source_name="Amtsliste", source_id="7")
    moved = move_tenant(inventory, firm, {"street": "Neu"}, on=TODAY, seen_version=1, rights=KIM)
    page = clerk.get(f"/desk/history/set/{moved.change_set}").text
    assert "<del>Amtsliste</del>" not in page
    assert "<del>7</del>" not in page
    assert "Neu" in page

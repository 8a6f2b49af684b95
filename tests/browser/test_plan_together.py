"""Two planners at once: what others do appears by itself, and a stale save loses nobody's work."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.parts.planner import Desk

PLACE = (10.94700, 50.86600)
NOTICE = "#plan-notice"


def a_stale_change(page: Page, desk: Desk) -> int:
    """My unsaved turn and new name, over somebody else's new name and height."""
    sign = desk.a_sign(page, *PLACE, name="Tor", height_m=2.0)
    desk.open(page, f"19/{PLACE[1]}/{PLACE[0]}")
    page.evaluate("id => signagePlan.choose(id)", sign)
    desk.change(page, sign, name="Tor Nord", height_m=3.0)
    page.evaluate(
        "id => { signagePlan.draft(id, { name: 'Tor Ost', bearing_deg: 45 }, 'meins'); }",
        sign,
    )
    page.evaluate("id => { signagePlan.save(id); }", sign)
    expect(page.locator("#plan-merge")).to_be_visible()
    return sign


def test_a_sign_of_ones_own_is_not_told_as_somebody_elses(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop, f"19/{PLACE[1]}/{PLACE[0]}")
    page_desktop.evaluate("signagePlan.lookNow()")
    told: list[str] = []

    def hold(route: Route) -> None:
        """Answer the write when the page has already heard that something is new."""
        answer = route.fetch()
        page_desktop.evaluate("() => { signagePlan.lookNow(); }")
        page_desktop.wait_for_timeout(1500)
        told.append(page_desktop.locator(NOTICE).inner_text())
        route.fulfill(response=answer)

    page_desktop.route("**/api/v1/signs", hold, times=1)
    at = page_desktop.evaluate("([lon, lat]) => signagePlan.toMetres(lon, lat)", [PLACE[0], PLACE[1]])
    made = page_desktop.evaluate(
        "([x, y]) => signagePlan.create({ x, y, type: 'SAM', area: 4, state: 'planned' }, 'gesetzt')", at
    )
    assert made
    expect(page_desktop.locator(NOTICE)).to_contain_text("gesetzt")
    told.append(page_desktop.locator(NOTICE).inner_text())
    assert [text for text in told if "jemand anderem" in text] == []


@pytest.mark.complaints("409")
def test_a_stale_save_shows_both_versions_field_by_field(page_desktop: Page, desk: Desk) -> None:
    a_stale_change(page_desktop, desk)
    rows = page_desktop.locator("#plan-merge-rows tr")
    assert set(rows.evaluate_all("rows => rows.map((row) => row.dataset.field)")) == {
        "name",
        "bearing_deg",
        "height_m",
    }
    expect(rows.filter(has_text="Standort")).to_contain_text("Tor Ost")
    expect(rows.filter(has_text="Standort")).to_contain_text("Tor Nord")


@pytest.mark.complaints("409")
def test_a_merge_keeps_my_turn_and_their_height_and_the_name_i_choose(page_desktop: Page, desk: Desk) -> None:
    sign = a_stale_change(page_desktop, desk)
    page_desktop.locator('[name="merge-name"][value="theirs"]').check()
    page_desktop.get_by_role("button", name="Zusammenführen und speichern").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("zusammengeführt")
    row = desk.values(page_desktop, sign)
    assert (row["name"], row["bearing_deg"], row["height_m"]) == ("Tor Nord", 45, 3.0)


@pytest.mark.complaints("409")
def test_escape_decides_nothing_and_the_change_can_be_taken_up_again(page_desktop: Page, desk: Desk) -> None:
    sign = a_stale_change(page_desktop, desk)
    page_desktop.keyboard.press("Escape")
    expect(page_desktop.locator(NOTICE)).to_contain_text("noch nicht gespeichert")
    assert page_desktop.evaluate("id => signagePlan.source.valuesOf(id).name", sign) == "Tor Ost"
    page_desktop.get_by_role("button", name="Jetzt entscheiden").click()
    expect(page_desktop.locator("#plan-merge")).to_be_visible()


@pytest.mark.complaints("409")
def test_the_other_version_can_be_kept_alone(page_desktop: Page, desk: Desk) -> None:
    sign = a_stale_change(page_desktop, desk)
    page_desktop.get_by_role("button", name="Nur die andere Fassung behalten").click()
    expect(page_desktop.get_by_label("Standort", exact=True)).to_have_value("Tor Nord")
    assert desk.values(page_desktop, sign)["version"] == 2


def test_what_others_change_appears_by_itself_with_a_notice(page_desktop: Page, desk: Desk) -> None:
    sign = desk.a_sign(page_desktop, *PLACE, name="Zufahrt")
    desk.open(page_desktop, f"19/{PLACE[1]}/{PLACE[0]}")
    page_desktop.evaluate("id => signagePlan.choose(id)", sign)
    page_desktop.evaluate("signagePlan.lookNow()")
    desk.change(page_desktop, sign, name="Zufahrt West")
    expect(page_desktop.locator(NOTICE)).to_contain_text("von jemand anderem geändert")
    expect(page_desktop.get_by_label("Standort", exact=True)).to_have_value("Zufahrt West")


def test_a_sign_that_others_end_leaves_the_map(page_desktop: Page, desk: Desk) -> None:
    sign = desk.a_sign(page_desktop, *PLACE)
    desk.open(page_desktop, f"19/{PLACE[1]}/{PLACE[0]}")
    page_desktop.evaluate("signagePlan.lookNow()")
    desk.ask(page_desktop, "POST", f"signs/{sign}/end", data={})
    expect(page_desktop.locator(NOTICE)).to_contain_text("von jemand anderem beendet")
    assert not page_desktop.evaluate("id => signagePlan.source.rows.has(id)", sign)


def test_ones_own_change_is_not_told_as_somebody_elses(page_desktop: Page, desk: Desk) -> None:
    sign = desk.a_sign(page_desktop, *PLACE)
    desk.open(page_desktop, f"19/{PLACE[1]}/{PLACE[0]}")
    theirs = desk.a_sign(page_desktop, PLACE[0] + 0.0001, PLACE[1])
    page_desktop.evaluate("id => signagePlan.choose(id)", sign)
    page_desktop.get_by_role("button", name="↻ 15°").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("Gespeichert")
    desk.change(page_desktop, theirs, height_m=2.5)
    expect(page_desktop.locator(NOTICE)).to_contain_text("von jemand anderem")
    own = desk.values(page_desktop, sign)["number"]
    assert own not in str(page_desktop.locator(NOTICE).text_content())


@pytest.mark.complaints("Failed to load resource|ERR_")
def test_without_the_network_a_change_stays_and_is_saved_later(page_desktop: Page, desk: Desk) -> None:
    sign = desk.a_sign(page_desktop, *PLACE)
    desk.open(page_desktop, f"19/{PLACE[1]}/{PLACE[0]}")
    page_desktop.evaluate("id => signagePlan.choose(id)", sign)
    page_desktop.context.set_offline(True)
    page_desktop.get_by_role("button", name="↻ 15°").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("antwortet gerade nicht")
    page_desktop.context.set_offline(False)
    page_desktop.get_by_role("button", name="Noch einmal versuchen").click()
    expect(page_desktop.locator(NOTICE)).to_contain_text("Gespeichert")
    assert desk.values(page_desktop, sign)["bearing_deg"] == 105

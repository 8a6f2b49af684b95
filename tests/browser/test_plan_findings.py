"""The traffic light of the site beside the map: findings with their source, mended by a click."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.parts.browser import painted, until
from tests.parts.planner import Desk, judged, on_screen

ON_THE_ROAD = (10.94442, 50.86010)
LIGHT = "#plan-light"


def shown(page: Page, desk: Desk, place: tuple[float, float], **values: Any) -> int:
    sign = desk.a_sign(page, *place, **values)
    desk.open(page, f"19/{place[1]}/{place[0]}")
    page.evaluate("id => signagePlan.choose(id)", sign)
    return sign


def test_a_sign_on_the_carriageway_is_red_and_says_why_with_a_source(page_desktop: Page, desk: Desk) -> None:
    shown(page_desktop, desk, ON_THE_ROAD)
    expect(page_desktop.locator(LIGHT)).to_have_attribute("data-light", "error")
    finding = page_desktop.locator(".finding.error").first
    expect(finding.locator(".cited")).not_to_be_empty()
    expect(finding.locator(".unseen")).to_have_text("Verstoß: ")


def test_what_is_measured_in_the_carriageway_is_told_in_words_and_not_below_nothing(
    page_desktop: Page, desk: Desk
) -> None:
    shown(page_desktop, desk, (10.94442, 50.86012))
    expect(page_desktop.locator('[data-rule="carriageway.free"]')).not_to_contain_text("gemessen")
    site = page_desktop.locator(".site")
    expect(site).to_contain_text("m in der Fahrbahn")
    expect(site).not_to_contain_text("-")


def test_while_a_sign_is_judged_the_findings_say_that_they_are_not_its_own_yet(
    page_desktop: Page, desk: Desk
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page_desktop.route("**/signs/check", hold)
    with page_desktop.expect_request("**/signs/check"):
        shown(page_desktop, desk, (10.94510, 50.86160))
    expect(page_desktop.locator("#plan-findings")).to_have_attribute("aria-busy", "true")
    for route in held:
        route.continue_()
    expect(page_desktop.locator("#plan-findings")).to_have_attribute("aria-busy", "false")


def test_what_mends_one_sign_is_not_done_to_the_next_before_that_is_judged(
    page_desktop: Page, desk: Desk
) -> None:
    other = desk.a_sign(page_desktop, 10.94520, 50.86066)
    shown(page_desktop, desk, (10.94444, 50.86066), width_mm=1200)
    mend = page_desktop.locator('[data-rule="carriageway.free"] .mend')
    expect(mend).to_be_visible()
    page_desktop.route("**/signs/check", lambda route: None)
    page_desktop.evaluate("id => signagePlan.choose(id)", other)
    mend.click()
    page_desktop.evaluate("signagePlan.allWritten()")
    assert desk.values(page_desktop, other)["version"] == 1


def test_a_finding_says_on_which_side_of_its_figure_a_sign_has_to_be(page_desktop: Page, desk: Desk) -> None:
    old = {"state": "accepted", "inspected_on": "2020-05-01"}
    shown(page_desktop, desk, (10.94444, 50.86195), lower_edge_m=1.0, **old)
    expect(page_desktop.locator('[data-rule="inspection.due"]')).to_contain_text("höchstens 2 Jahre")
    expect(page_desktop.locator('[data-rule="lower_edge"]')).to_contain_text(
        "gemessen 1,00 m · mindestens 2,00 m"
    )


def test_a_click_on_the_mend_moves_it_off_the_road(page_desktop: Page, desk: Desk) -> None:
    sign = shown(page_desktop, desk, (10.94444, 50.86040), width_mm=1200)
    page_desktop.locator('[data-rule="carriageway.free"] .mend').click()
    expect(page_desktop.locator("#plan-notice")).to_contain_text("Gespeichert")
    site = desk.ask(page_desktop, "GET", f"signs/{sign}/findings")["site"]
    assert site["to_edge_m"] > 0


def clearance(page: Page, desk: Desk, sign: int) -> float:
    """Metres between the board's edge and the carriageway, as stored."""
    return float(desk.ask(page, "GET", f"signs/{sign}/findings")["site"]["clearance_m"])


def test_a_click_moves_it_as_far_as_it_says_and_the_finding_is_solved(page_desktop: Page, desk: Desk) -> None:
    sign = shown(page_desktop, desk, (10.94460, 50.86215), width_mm=1200)
    too_far = clearance(page_desktop, desk, sign) - 0.12
    east = desk.values(page_desktop, sign)["lon"] - too_far / 70_300  # metres in a degree of longitude here
    place = {"type": "Point", "coordinates": [east, 50.86215]}
    desk.ask(page_desktop, "PATCH", f"signs/{sign}", data={"geometry": place}, headers={"If-Match": '"1"'})
    page_desktop.evaluate("signagePlan.lookNow()")
    too_near = clearance(page_desktop, desk, sign)
    finding = page_desktop.locator('.finding[data-rule="clearance.lateral"]')
    expect(finding).to_have_class("finding error")
    finding.get_by_role("button", name="0,4 m von der Fahrbahn wegrücken").click()
    expect(page_desktop.locator("#plan-notice")).to_contain_text("Gespeichert")
    judged(page_desktop)
    expect(finding).to_have_count(0)
    stored = desk.ask(page_desktop, "GET", f"signs/{sign}/findings")
    assert "clearance.lateral" not in {one["rule"] for one in stored["findings"]}
    assert stored["site"]["clearance_m"] - too_near == pytest.approx(0.4, abs=0.02)


def test_the_light_follows_a_sign_while_it_is_dragged(page_desktop: Page, desk: Desk) -> None:
    place = (10.94500, 50.86060)
    sign = shown(page_desktop, desk, place)
    x, y = on_screen(page_desktop, *place)
    page_desktop.mouse.move(x, y)
    page_desktop.mouse.down()
    page_desktop.keyboard.down("Alt")
    page_desktop.mouse.move(on_screen(page_desktop, 10.944435, place[1])[0], y, steps=5)
    expect(page_desktop.locator('[data-rule="carriageway.free"]')).to_be_visible()
    assert desk.values(page_desktop, sign)["version"] == 1
    page_desktop.keyboard.press("Escape")
    page_desktop.mouse.up()


def test_who_must_say_yes_is_listed_with_its_source(page_desktop: Page, desk: Desk) -> None:
    shown(page_desktop, desk, (10.94500, 50.86080))
    page_desktop.get_by_text("Wer zustimmen muss").click()
    expect(page_desktop.locator(".approvals li").first).to_be_visible()
    expect(page_desktop.locator(".approvals li .cited").first).not_to_be_empty()
    expect(page_desktop.locator(".approvals li .role").first).to_have_text("Baulastträger")


def test_the_field_for_a_reason_opens_in_sight(page_desktop: Page, desk: Desk) -> None:
    """Many findings are scrolled among themselves, the last of them begins at the lower edge."""
    shown(page_desktop, desk, (10.94443, 50.86118))
    findings = page_desktop.locator("#plan-findings .finding")
    reasons = findings.get_by_text("Ausnahme begründen")
    expect(reasons.nth(1)).to_be_attached()
    reasons.last.click()
    expect(findings.get_by_role("button", name="Begründen", exact=True).last).to_be_in_viewport(ratio=1)


def test_an_exception_without_a_reason_is_asked_for_one(page_desktop: Page, desk: Desk) -> None:
    sign = shown(page_desktop, desk, (10.94443, 50.86110))
    finding = page_desktop.locator(".finding").first
    finding.locator("summary").click()
    finding.get_by_role("button", name="Begründen", exact=True).click()
    expect(page_desktop.locator("#plan-notice")).to_have_text("Bitte einen Grund angeben.")
    expect(finding.get_by_role("textbox")).to_be_focused()
    assert desk.values(page_desktop, sign)["exceptions"] is None


_DRAWN = """() => {
  const canvas = document.querySelector('.plan-overlay');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let drawn = 0;
  for (let i = 3; i < data.length; i += 4) drawn += data[i] > 0 ? 1 : 0;
  return drawn;
}"""


def test_sight_triangles_are_drawn_on_the_map_while_the_sign_is_in_hand(
    page_desktop: Page, desk: Desk
) -> None:
    shown(page_desktop, desk, (10.94455, 50.85760))
    judged(page_desktop)
    painted(page_desktop)
    assert page_desktop.evaluate("signagePlan.checked().shapes.features.length") > 0
    assert page_desktop.evaluate(_DRAWN) > 5000
    page_desktop.evaluate("signagePlan.choose(null)")
    until(page_desktop, "() => !signagePlan.checked()")
    painted(page_desktop)
    assert page_desktop.evaluate(_DRAWN) < 2000


def test_a_reasoned_exception_is_kept_with_the_sign(page_desktop: Page, desk: Desk) -> None:
    sign = shown(page_desktop, desk, (10.94446, 50.86110))
    finding = page_desktop.locator(".finding.error").first
    rule = str(finding.get_attribute("data-rule"))
    finding.get_by_text("Ausnahme begründen").click()
    finding.get_by_role("textbox").fill("Bestand, wird mit der Straße verlegt")
    finding.get_by_role("button", name="Begründen").click()
    expect(page_desktop.locator(f'.finding.excepted[data-rule="{rule}"]')).to_contain_text("Bestand, wird")
    assert "Bestand, wird" in desk.values(page_desktop, sign)["exceptions"][rule]["reason"]


def test_an_exception_can_be_taken_back(page_desktop: Page, desk: Desk) -> None:
    kept = {"carriageway.free": {"reason": "Mittelinsel"}}
    sign = shown(page_desktop, desk, (10.94444, 50.86030), width_mm=1200, exceptions=kept)
    finding = page_desktop.locator('.finding[data-rule="carriageway.free"]')
    expect(finding).to_contain_text("Mittelinsel")
    finding.get_by_role("button", name="Ausnahme zurücknehmen").click()
    expect(finding).to_have_class("finding error")
    assert not desk.values(page_desktop, sign)["exceptions"]


def test_the_way_leads_from_open_finding_to_open_finding(page_desktop: Page, desk: Desk) -> None:
    sign = shown(page_desktop, desk, (10.94444, 50.86190), width_mm=1200)
    expect(page_desktop.locator("#plan-review-text")).to_contain_text("Offene Befunde: ")
    page_desktop.locator("#plan-review summary").click()
    number = desk.values(page_desktop, sign)["number"]
    page_desktop.locator("#plan-review").get_by_role("button", name=number, exact=True).click()
    page_desktop.keyboard.press("b")
    until(page_desktop, f"() => ![null, {sign}].includes(signagePlan.chosen())")


def test_one_open_finding_is_told_as_one(page_desktop: Page, desk: Desk) -> None:
    finding = {"severity": "warning", "title": "Privatgrund"}
    judged = {"signs": [{"id": 1, "number": "EK-001", "findings": [finding]}]}
    page_desktop.route("**/areas/*/findings", lambda route: route.fulfill(json=judged))
    shown(page_desktop, desk, (10.94510, 50.86150))
    told = page_desktop.locator("#plan-review-text")
    expect(told).to_have_text("Offene Befunde: 1 von 1 Schildern")
    expect(page_desktop.locator("#plan-review summary")).to_have_text("1 Warnung")


@pytest.mark.complaints("404")
def test_where_there_is_no_check_the_page_says_so_and_works_on(page_desktop: Page, desk: Desk) -> None:
    page_desktop.route("**/signs/check", lambda route: route.fulfill(status=404, json={}))
    shown(page_desktop, desk, (10.94500, 50.86140))
    expect(page_desktop.locator(LIGHT)).to_contain_text("Prüfung nicht verfügbar")
    expect(page_desktop.locator("#plan-sign-title")).to_be_visible()

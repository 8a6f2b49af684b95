"""Signs that name a firm which is gone, on the planner's page: marked, filtered, told, and well again."""

import re

from playwright.sync_api import Page, expect

from signage.domain.validity import today
from tests.parts.browser import until
from tests.parts.planner import Desk, judged

VIEW = "19/50.86210/10.94890"


def a_sign_that_names_a_firm_which_is_gone(page: Page, desk: Desk) -> int:
    """The firm ended today; its sign stands."""
    place = {"type": "Point", "coordinates": [10.9490, 50.8620]}
    firm = {"type": "Feature", "geometry": place, "properties": {"name": "Fortzug GmbH", "area": 4}}
    tenant = desk.ask(page, "POST", "tenants", data=firm)["id"]
    face = {
        "letter_height_mm": 126,
        "slots": [{"text": "Fortzug GmbH", "direction": "left", "tenant": tenant}],
    }
    sign = desk.a_sign(page, 10.9489, 50.8621, state="accepted", face=face)
    desk.ask(page, "POST", f"tenants/{tenant}/end", data={"on": today().isoformat()})
    return sign


def test_a_sign_that_names_a_firm_which_is_gone_is_marked_filtered_and_told(
    page_desktop: Page, desk: Desk
) -> None:
    sign = a_sign_that_names_a_firm_which_is_gone(page_desktop, desk)
    number = desk.values(page_desktop, sign)["number"]
    desk.open(page_desktop, VIEW)
    row = page_desktop.locator(f'#plan-grid tr[data-id="{sign}"]')
    until(page_desktop, f"() => signagePlan.scene.isWrong({sign})")
    page_desktop.get_by_label("Fällig").select_option("text")
    expect(row).to_contain_text(f"{number} Text falsch")
    expect(page_desktop.get_by_role("gridcell", name="EK-005", exact=True)).to_have_count(0)
    row.click()
    finding = page_desktop.locator('[data-rule="text.current"]')
    expect(finding).to_contain_text("Nennt „Fortzug GmbH“; die Firma ist weg.")
    expect(finding.locator(".cited")).to_contain_text("Vereinbarung dieses Programms")
    expect(page_desktop.locator("#plan-light")).to_have_attribute("data-light", re.compile("warning|error"))
    judged(page_desktop)
    page_desktop.locator("#plan-review summary").first.click()
    line = page_desktop.locator("#plan-review li").filter(has_text=number)
    expect(line).to_contain_text("Aktualität des Textes")
    expect(line).not_to_contain_text("Textes · Aktualität")
    desk.change(page_desktop, sign, state="dismantled")
    expect(row).to_have_count(0, timeout=30_000)


def test_the_mark_in_the_table_pushes_no_column_out_of_sight(page_desktop: Page, desk: Desk) -> None:
    sign = a_sign_that_names_a_firm_which_is_gone(page_desktop, desk)
    desk.open(page_desktop, VIEW)
    page_desktop.get_by_label("Fällig").select_option("text")
    row = page_desktop.locator(f'#plan-grid tr[data-id="{sign}"]')
    expect(row).to_contain_text("Text falsch")
    assert row.evaluate("row => row.offsetHeight") == 35
    box = page_desktop.locator("#plan-table-body")
    assert box.evaluate("box => box.scrollWidth - box.clientWidth") == 0


def test_from_afar_the_service_filters_them(page_desktop: Page, desk: Desk) -> None:
    sign = a_sign_that_names_a_firm_which_is_gone(page_desktop, desk)
    found = desk.ask(page_desktop, "GET", "signs/table?area=4&due=text")["features"]
    assert sign in [row["id"] for row in found]
    open_to_all = page_desktop.request.get(f"{desk.base}/api/v1/signs/table?area=4&due=text")
    assert open_to_all.json()["features"] == []
    for path in (f"signs/{sign}/findings", "areas/4/findings"):
        everybody = page_desktop.request.get(f"{desk.base}/api/v1/{path}").text()
        assert "text.current" not in everybody  # who is gone is the municipality's business
        assert (
            "text.current"
            in page_desktop.request.get(
                f"{desk.base}/api/v1/{path}", headers={"Authorization": f"Bearer {desk.token}"}
            ).text()
        )
    assert page_desktop.request.get(f"{desk.base}/api/v1/notices").status == 401

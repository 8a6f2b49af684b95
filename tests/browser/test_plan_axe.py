"""The planner's page under axe: no violation by day and by night, with a sign in hand, in each dialog."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.house.tree import ROOT
from tests.parts.browser import painted
from tests.parts.missing import missing
from tests.parts.planner import Desk, judged

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
AXE = ROOT / "tools/javascript/node_modules/axe-core/axe.min.js"
RUN = """async () => {
  const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await axe.run(document, { runOnly });
  const told = (id, node) => `${id}: ${node.target} ${node.failureSummary}`;
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => told(id, node)));
}"""


def violations(page: Page) -> list[str]:
    """What axe finds wrong, in words."""
    if not AXE.is_file():
        missing("axe-core", "scripts/lint_javascript has not been run")
    page.evaluate(Path(AXE).read_text("utf-8"))
    found: list[str] = page.evaluate(RUN)
    return found


def by_day_and_by_night(page: Page) -> list[str]:
    """What axe finds wrong in either of the page's colours."""
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        painted(page)
        found += [f"{scheme}: {one}" for one in violations(page)]
    return found


@pytest.mark.parametrize("size", [(1280, 800), (360, 740)])
def test_axe_finds_nothing_with_a_sign_in_hand(
    open_page: Callable[..., Page], desk: Desk, size: tuple[int, int]
) -> None:
    page = open_page(size)
    desk.open(page)
    page.evaluate("signagePlan.choose(13)")
    expect(page.locator("#plan-sign-title")).to_be_visible()
    judged(page)
    assert by_day_and_by_night(page) == []


def test_axe_finds_nothing_in_a_dialog(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    for dialog in ("plan-help", "plan-token", "plan-end", "plan-preview", "plan-merge", "plan-face-dialog"):
        page_desktop.evaluate("id => { signagePlan.openDialog(id); }", dialog)
        expect(page_desktop.locator(f"#{dialog}")).to_be_visible()
        assert violations(page_desktop) == [], dialog
        page_desktop.evaluate("id => document.getElementById(id).close()", dialog)


def test_axe_finds_nothing_while_a_face_is_entered(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop)
    page_desktop.evaluate("signagePlan.choose(18)")
    page_desktop.locator("#plan-face-open").click()
    page_desktop.get_by_label("Ziel, Zeile 1", exact=True).fill("Erfurter Kreuz")
    page_desktop.get_by_role("checkbox", name="Firma").check()
    judged(page_desktop)
    assert violations(page_desktop) == []


def test_axe_finds_nothing_while_reading_and_while_selecting(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop, may_write=False)
    page_desktop.locator("#plan-grid .check").first.click()
    expect(page_desktop.locator("#plan-bulk-count")).to_be_visible()
    assert violations(page_desktop) == []


def over_its_neighbour(page: Page, desk: Desk) -> None:
    """A new outline that overlaps the sample's area EK, drawn but not finished."""
    desk.open(page, "15/50.86200/10.94500")
    page.locator("#plan-mode-areas").click()
    page.locator("#plan-tool-area").click()
    for lon, lat in ((10.9500, 50.8650), (10.9620, 50.8650), (10.9620, 50.8600)):
        x, y = page.evaluate("([lon, lat]) => signagePlan.toMetres(lon, lat)", [lon, lat])
        page.evaluate("at => { signagePlan.movePen(at, true); signagePlan.setPoint(); }", [x, y])


@pytest.mark.parametrize("size", [(1280, 800), (360, 740)])
def test_axe_finds_nothing_while_an_area_is_drawn_over_another(
    open_page: Callable[..., Page], desk: Desk, size: tuple[int, int]
) -> None:
    page = open_page(size)
    over_its_neighbour(page, desk)
    page.locator("#plan-area-findings .error").wait_for()
    assert by_day_and_by_night(page) == []
    page.evaluate("signagePlan.finishPen()")
    page.locator("#plan-area-save.grave").wait_for()
    assert by_day_and_by_night(page) == []


@pytest.mark.parametrize("tool", ["split", "merge"])
def test_axe_finds_nothing_in_the_preview_of_a_new_shape(page_desktop: Page, desk: Desk, tool: str) -> None:
    desk.open(page_desktop, "15/50.86200/10.94500")
    page_desktop.locator("#plan-mode-areas").click()
    page_desktop.locator(f"#plan-tool-{tool}:enabled").click()
    if tool == "split":
        ends = ((10.92000, 50.86100), (10.97000, 50.86200))
        line = [page_desktop.evaluate("at => signagePlan.toMetres(...at)", list(end)) for end in ends]
        page_desktop.evaluate("line => { signagePlan.dropPen(); signagePlan.startSplit(line); }", line)
    else:
        page_desktop.locator(".partners input").first.check()
    page_desktop.locator("#plan-reshape-apply:enabled").wait_for()
    assert violations(page_desktop) == []

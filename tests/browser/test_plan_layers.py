"""The panel of layers on the planner's page: what is drawn, by what signs are told apart, what that means."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from signage.domain.validity import today
from tests.browser.test_plan_axe import by_day_and_by_night
from tests.parts.browser import painted, tab_to, until
from tests.parts.hands import Hand
from tests.parts.planner import Desk

PLACE = (10.94720, 50.86140)
VIEW = f"19/{PLACE[1]}/{PLACE[0]}"
# The sample's Erfurter Kreuz where a border runs through it.
ALL_LAYERS = "17/50.85890/10.94390"
LAYERS = {
    "areas": "Gewerbegebiete",
    "tenants": "Firmen",
    "signs": "Schilder",
    "roads": "Straßen",
    "municipalities": "Gemeindegrenzen",
    "backdrops": "Gebäude und Flächen",
}
# How a theme is called, and some of what its legend says.
THEMES = {
    "Typ": ["Begrüßungspylon", "Übersichtstafel"],
    "Zustand": ["geplant", "schadhaft"],
    "Erhaltung": ["gut", "unlesbar"],
    "nächster Fälligkeit": ["überfällig", "später"],
}
SEEN = {"inspected_on": "2026-01-01"}
DRAWN = "layer => signagePlan.scene.visible(layer).length"


def the_panel(page: Page, desk: Desk) -> None:
    """The page with the panel open, by mouse."""
    desk.open(page, VIEW)
    page.get_by_role("button", name="Ebenen").click()
    expect(page.locator("#plan-layers")).to_be_visible()


def drawing(page: Page) -> str:
    """What the map shows of our own layers, as a picture in letters."""
    painted(page)
    return str(
        page.evaluate(
            "() => { const { scene } = signagePlan; scene.draw(); return scene.ctx.canvas.toDataURL(); }"
        )
    )


def legend(page: Page, name: str) -> str:
    """What the legend says of a class: its word and the number of its signs."""
    return page.locator(f'#plan-legend [data-class="{name}"]').inner_text().replace("\n", " ")


def days(number: int) -> str:
    """A day so far from today."""
    return (today() + timedelta(days=number)).isoformat()


@pytest.mark.parametrize("way", ["mouse", "keys"])
def test_each_layer_is_switched_off_and_on(page_desktop: Page, desk: Desk, way: str) -> None:
    hand = Hand(page_desktop, way)
    desk.open(page_desktop, ALL_LAYERS)
    hand.button("Ebenen")
    for layer, name in LAYERS.items():
        box = page_desktop.get_by_role("checkbox", name=name)
        whole = drawing(page_desktop)
        assert page_desktop.evaluate(DRAWN, layer) > 0, layer
        hand.untick(box)
        assert page_desktop.evaluate(DRAWN, layer) == 0, layer
        assert drawing(page_desktop) != whole, layer
        hand.tick(box)
        until(page_desktop, f"({DRAWN})('{layer}') > 0")
        assert drawing(page_desktop) == whole, layer


def test_signs_can_be_edited_in_the_table_and_snap_with_their_layers_off(
    page_desktop: Page, desk: Desk
) -> None:
    the_panel(page_desktop, desk)
    for name in ("Schilder", "Straßen"):
        page_desktop.get_by_role("checkbox", name=name).uncheck()
    desk.look(page_desktop, "19/50.85950/10.94440")
    expect(page_desktop.get_by_role("gridcell", name="EK-005", exact=True)).to_be_visible()
    at = page_desktop.evaluate("signagePlan.toMetres(10.94440, 50.85950)")
    snapped = page_desktop.evaluate("at => signagePlan.snapAt(at, {}, false).kind", at)
    assert snapped == "road"


def test_choices_survive_a_reload(page_desktop: Page, desk: Desk) -> None:
    the_panel(page_desktop, desk)
    page_desktop.get_by_role("checkbox", name="Firmen").uncheck()
    page_desktop.get_by_label("Schilder unterscheiden nach").select_option("state")
    page_desktop.reload()
    expect(page_desktop.get_by_role("checkbox", name="Firmen")).not_to_be_checked()
    expect(page_desktop.get_by_label("Schilder unterscheiden nach")).to_have_value("state")
    assert page_desktop.evaluate("signagePlan.scene.styleOf({ state: 'defective' }).shape") == "triangle"


@pytest.mark.parametrize("way", ["mouse", "keys"])
def test_each_theme_is_drawn_and_explained(page_desktop: Page, desk: Desk, way: str) -> None:
    hand = Hand(page_desktop, way)
    desk.open(page_desktop, ALL_LAYERS)
    hand.button("Ebenen")
    theme = page_desktop.get_by_role("combobox", name="Schilder unterscheiden nach")
    seen = [drawing(page_desktop)]
    for name, words in THEMES.items():
        hand.choose(theme, name)
        told = page_desktop.locator("#plan-legend [data-class] .means")
        for word in words:  # the legend is written anew with each count of the signs
            expect(told.filter(has_text=re.compile(f"^{word}$"))).to_have_count(1)
        seen.append(drawing(page_desktop))
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("at", ["its first box", "its button"])
def test_escape_closes_the_panel(page_desktop: Page, desk: Desk, at: str) -> None:
    desk.open(page_desktop, ALL_LAYERS)
    button, panel = page_desktop.locator("#plan-layers-button"), page_desktop.locator("#plan-layers")
    tab_to(page_desktop, button)
    page_desktop.keyboard.press("Enter")
    expect(panel.get_by_role("checkbox").first).to_be_focused()
    if at == "its button":
        tab_to(page_desktop, button)
    page_desktop.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_the_legend_counts_the_signs_of_each_state(page_desktop: Page, desk: Desk) -> None:
    place = (10.93610, 50.86910)
    for state in ("defective", "defective", "ordered"):
        desk.a_sign(page_desktop, *place, state=state)
    desk.open(page_desktop, f"19/{place[1]}/{place[0]}")
    page_desktop.get_by_role("button", name="Ebenen").click()
    page_desktop.get_by_label("Schilder unterscheiden nach").select_option("state")
    assert legend(page_desktop, "defective") == "schadhaft 2"
    assert legend(page_desktop, "ordered") == "angeordnet 1"
    assert legend(page_desktop, "mounted") == "montiert 0"


def test_the_condition_found_at_an_inspection_is_entered_and_seen(page_desktop: Page, desk: Desk) -> None:
    place = (10.93410, 50.87010)
    sign = desk.a_sign(page_desktop, *place, state="mounted")
    desk.open(page_desktop, f"19/{place[1]}/{place[0]}")
    page_desktop.get_by_role("button", name="Ebenen").click()
    page_desktop.get_by_label("Schilder unterscheiden nach").select_option("condition")
    page_desktop.evaluate("id => signagePlan.choose(id)", sign)
    page_desktop.get_by_text("Weitere Angaben").last.click()
    page_desktop.get_by_label("Erhaltung", exact=True).last.select_option("illegible")
    expect(page_desktop.locator('#plan-legend [data-class="illegible"]')).to_contain_text("1")
    expect(page_desktop.locator("#plan-notice")).to_contain_text("Gespeichert")
    assert desk.values(page_desktop, sign)["condition"] == "illegible"


def test_no_two_classes_share_a_shape_and_a_word(page_desktop: Page, desk: Desk) -> None:
    the_panel(page_desktop, desk)
    for theme in ("type", "condition", "due", "family"):
        styles = page_desktop.evaluate("name => Object.values(signagePlan.themes[name].styles)", theme)
        shapes = [(one["shape"], one.get("edge") is not None) for one in styles]
        assert len(set(shapes)) == len(shapes), theme
        words = page_desktop.evaluate(
            "name => Object.keys(signagePlan.themes[name].styles).map(signagePlan.themes[name].label)", theme
        )
        assert len(set(words)) == len(words)


DUE: Sequence[tuple[dict[str, str], str | None]] = (
    ({"inspected_on": "2024-02-29"}, "2026-02-28 inspection"),
    ({"mounted_on": "2026-03-01"}, "2028-03-01 first_inspection"),
    (SEEN | {"mounted_on": "2014-05-06", "film_class": "RA1"}, "2025-05-06 film"),
    (
        SEEN | {"mounted_on": "2010-05-06", "film_from": "2014-05-06", "film_class": "RA1"},
        "2025-05-06 film",
    ),
    (SEEN | {"mounted_on": "2014-05-06", "film_class": "RA9"}, "2028-01-01 inspection"),
    (SEEN | {"earmarked_until": "2027-07-31"}, "2027-07-31 earmarking"),
    ({"inspected_on": "2024-02-29", "state": "planned"}, None),
    ({}, None),
)


def test_the_next_due_date_is_the_earliest_and_says_which_it_is(page_desktop: Page, desk: Desk) -> None:
    desk.open(page_desktop, VIEW)
    found = page_desktop.evaluate(
        "rows => rows.map(signagePlan.dueOf)", [{"state": "mounted"} | values for values, _ in DUE]
    )
    assert [one and f"{one['on']} {one['why']}" for one in found] == [due for _, due in DUE]


def test_the_table_filters_and_sorts_by_what_is_due(page_desktop: Page, desk: Desk) -> None:
    late, soon = (
        desk.a_sign(page_desktop, *PLACE, state="mounted", name=name, inspected_on=days(ago))
        for name, ago in (("Fälliges A", -900), ("Fälliges B", -700))
    )
    desk.open(page_desktop, VIEW)
    page_desktop.get_by_label("Schilder filtern").fill("Fälliges")
    heading = page_desktop.get_by_role("columnheader", name="Fällig")
    heading.click()
    rows = page_desktop.locator("#plan-grid tbody tr")
    expect(rows.nth(0)).to_have_attribute("data-id", str(late))
    heading.click()
    expect(rows.nth(0)).to_have_attribute("data-id", str(soon))
    page_desktop.get_by_label("Fällig", exact=True).select_option("overdue")
    expect(rows).to_have_count(1)
    expect(rows.locator("span.due")).to_contain_text("Kontrolle")


def test_what_is_due_cannot_be_typed_and_the_page_says_why(page_desktop: Page, desk: Desk) -> None:
    sign = desk.a_sign(page_desktop, *PLACE, state="mounted", inspected_on=days(-10))
    desk.open(page_desktop, VIEW)
    number = page_desktop.evaluate("id => signagePlan.source.valuesOf(id).number", sign)
    page_desktop.locator("#plan-filter").fill(number)  # only rows in sight are drawn
    page_desktop.locator(f'#plan-grid [data-id="{sign}"] .due').first.dblclick()
    expect(page_desktop.locator("#plan-notice")).to_contain_text("folgt aus Kontrolle")
    assert page_desktop.locator("#plan-grid td input").count() == 0


def test_a_double_click_between_which_the_rows_are_drawn_anew_means_the_cell_with_the_focus(
    page_desktop: Page, desk: Desk
) -> None:
    sign = desk.a_sign(page_desktop, *PLACE, state="mounted", inspected_on=days(-10))
    desk.open(page_desktop, VIEW)
    number = page_desktop.evaluate("id => signagePlan.source.valuesOf(id).number", sign)
    page_desktop.locator("#plan-filter").fill(number)
    page_desktop.locator(f'#plan-grid [data-id="{sign}"] .due').first.click()
    page_desktop.locator("#plan-grid tbody").first.dispatch_event("dblclick")
    expect(page_desktop.locator("#plan-notice")).to_contain_text("folgt aus Kontrolle")


@pytest.mark.parametrize("size", [(1280, 800), (360, 740)])
def test_axe_finds_nothing_with_the_panel_open(
    open_page: Callable[..., Page], desk: Desk, size: tuple[int, int]
) -> None:
    page = open_page(size)
    the_panel(page, desk)
    page.get_by_label("Schilder unterscheiden nach").select_option("due")
    assert by_day_and_by_night(page) == []

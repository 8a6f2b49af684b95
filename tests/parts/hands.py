"""The ways in which a story is gone, by mouse, by finger, by keys alone: a step fails where its way ends."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.parts.browser import DESKTOP, PHONE, tab_to, until

WAYS = pytest.mark.parametrize(
    ("way", "size"),
    [("mouse", DESKTOP), ("keys", DESKTOP), ("finger", PHONE), ("keys", PHONE)],
    ids=["mouse-desktop", "keys-desktop", "finger-phone", "keys-phone"],
)

_SMALL = """() => {
  const isAlone = (one) => one.parentElement.textContent.trim() === one.textContent.trim();
  const pressed = 'main a, main button, main input, main select, main textarea, main summary, dialog button';
  const isPressed = (one) => one.checkVisibility() && (!one.matches('p a') || isAlone(one));
  const seen = [...document.querySelectorAll(pressed)].filter(isPressed);
  return seen.map((one) => {
    const boxes = [one, ...(one.labels ?? [])].map((part) => part.getBoundingClientRect());
    const over = (side, pick) => pick(...boxes.map((box) => box[side]));
    const wide = Math.round(over('right', Math.max) - over('left', Math.min));
    const high = Math.round(over('bottom', Math.max) - over('top', Math.min));
    return [Math.min(wide, high), `${one.tagName} ${(one.textContent || one.name).trim()} ${wide}x${high}`];
  }).filter(([least]) => least < 44).map(([, said]) => said);
}"""


@dataclass(frozen=True)
class Hand:
    """Somebody at a page who has nothing but a `mouse`, a `finger` or `keys`."""

    page: Page
    way: str

    def press(self, wanted: Locator) -> None:
        """A link, a button, what unfolds."""
        if self.way == "keys":
            tab_to(self.page, wanted)
            self.page.keyboard.press("Enter")
        elif self.way == "finger":
            wanted.tap()
        else:
            wanted.click()

    def button(self, name: str) -> None:
        """Press the button of this name."""
        self.press(self.page.get_by_role("button", name=name, exact=True))

    def link(self, name: str) -> None:
        """Follow the link of this name."""
        self.press(self.page.get_by_role("link", name=name, exact=True))

    def write(self, field: Locator, text: str) -> None:
        """Put a text into a field in place of what stands there."""
        if self.way == "keys":
            tab_to(self.page, field)
        else:
            self.press(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, field: Locator, label: str) -> None:
        """One of a list; its own window on a phone is the system's and not the page's."""
        if self.way != "keys":
            field.select_option(label=label)
            return
        tab_to(self.page, field)
        self.page.keyboard.press("Home")
        for _ in range(int(field.evaluate("list => list.options.length"))):
            if field.evaluate("list => list.selectedOptions[0].label.trim()") == label:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no {label} to choose by keys")

    def tick(self, box: Locator) -> None:
        """A box that was not ticked."""
        self._toggle(box)
        expect(box).to_be_checked()

    def untick(self, box: Locator) -> None:
        """A box that was ticked."""
        self._toggle(box)
        expect(box).not_to_be_checked()

    def _toggle(self, box: Locator) -> None:
        if self.way == "keys":
            tab_to(self.page, box)
            self.page.keyboard.press("Space")
        else:
            self.press(box)

    def pick(self, wanted: Locator) -> None:
        """One of a group of round buttons, of which the tabulator reaches the one that is chosen."""
        if self.way != "keys":
            self.press(wanted)
        else:
            group = wanted.locator("xpath=ancestor::*[self::fieldset or @role='radiogroup'][1]")
            tab_to(self.page, group.get_by_role("radio", checked=True))
            for _ in range(group.get_by_role("radio").count()):
                if wanted.is_checked():
                    break
                self.page.keyboard.press("ArrowDown")
        expect(wanted).to_be_checked()


def fits(page: Page) -> None:
    """Nothing is wider than the screen: on a phone `innerWidth` grows with what sticks out."""
    until(page, "() => document.documentElement?.scrollWidth <= screen.width")


def too_small(page: Page) -> list[str]:
    """What is pressed on a page and is less than 44 px high or wide, with its words for it; a link within a
    sentence may be as high as its line.
    """
    return [str(one) for one in page.evaluate(_SMALL)]

"""A directory of sixty firms and its map come in the first flight of packets, in every language."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from signage import languages
from signage.services.sample import show_sign
from signage.settings import Settings
from signage.store import Store, open_store
from signage_api.scanning import ScanFirst
from signage_api.visitor.style import page_style, shortened
from tests.scan import places
from tests.scan.asking import Reply, ask, behind
from tests.scan.conftest import change

FIRST_FLIGHT = 14_000
FIRST_WINDOW = 10 * 1460  # what a server sends before it must hear back (RFC 6928)
COPIED = (
    "area",
    "municipality",
    "activity",
    "street",
    "gate",
    "delivery_hours",
    "lorry_height_m",
    "geometry",
)
STYLE = files("signage_api.visitor").joinpath("page.css").read_text("utf-8")


def test_sixty_firms_and_the_map_fit_the_first_flight(door: ScanFirst, store: Store) -> None:
    code = places.a_full_area(store, 60)
    for language in languages.languages():
        reply = ask(door, f"/{code}?lang={language}", accept_encoding="gzip")
        assert reply.text.count("<li id=") == reply.text.count('class="m"') == 60
        assert len(reply.body) + head_bytes(reply) <= FIRST_FLIGHT, language


def test_the_fullest_directory_of_the_sample_fits_with_a_sixtieth_firm(fresh_sample: Path) -> None:
    store = open_store(fresh_sample, fsync=False)
    shown = show_sign(store)
    a_sixtieth_firm(store, shown["area"])
    door = ScanFirst(behind([]), store, Settings(public_url="https://schild.example"))
    for language in languages.languages():
        reply = ask(door, f"/{shown['code']}?lang={language}", accept_encoding="gzip")
        assert reply.text.count("<li id=") == 60
        assert len(reply.body) <= FIRST_FLIGHT, language
        assert len(reply.body) + head_bytes(reply) <= FIRST_WINDOW, language
    door.close()
    store.close()


@pytest.mark.parametrize("path", ["", "0000000Z", "00000000", "imprint", "privacy", "accessibility"])
def test_every_other_page_takes_half_of_the_first_flight_at_most(door: ScanFirst, path: str) -> None:
    for language in languages.languages():
        reply = ask(door, f"/{path}?lang={language}", accept_encoding="gzip")
        assert "</html>" in reply.text
        assert len(reply.body) + head_bytes(reply) <= FIRST_FLIGHT / 2, language


def test_the_style_means_the_same_in_fewer_bytes() -> None:
    packed = shortened(":root{--bg:#fff;--ink:#111}\n  a{color:var(--ink)}\n")
    assert packed == ":root{--a:#fff;--b:#111}a{color:var(--b)}"


def test_every_property_of_the_style_has_a_letter_of_its_own() -> None:
    written, letters = (re.findall(r"--(\w+):", style) for style in (STYLE, page_style()))
    assert len(set(letters)) == len(set(written))
    assert {len(name) for name in letters} == {1}


def head_bytes(reply: Reply) -> int:
    return sum(len(name) + len(value) + 4 for name, value in reply.headers.items())


def a_sixtieth_firm(store: Store, area: int) -> None:
    """As much is said of it as of another one there."""
    like = next(row for row in store.read("tenant") if row["area"] == area and row["lorry_height_m"])
    said = {name: like[name] for name in COPIED}
    with change(store) as changes:
        changes.create("tenant", said | {"name": "Petersilie & Öhrchen Tiernahrung GmbH", "number": 60})

"""The visitor's pages in every language: chosen, kept, complete, and turned round where it is read so."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from signage import languages
from signage.codes import token as tokens
from signage.settings import Settings
from signage.store import Store
from signage_api.scanning import ScanFirst
from signage_api.visitor.wishes import _preferences
from tests.parts.rtl import backwards
from tests.scan import places
from tests.scan.asking import ask, behind
from tests.scan.conftest import change, token_of_staff
from tests.scan.test_states import slip

ALL = languages.languages()
AddFirm = Callable[..., int]


@pytest.fixture
def addresses(store: Store, area: int, code: str, add_firm: AddFirm) -> dict[str, str]:
    """A page in every state."""
    add_firm(number=7, lorry_note="Tor 2")
    with change(store) as changes:
        (minted,) = changes.mint(1)
        retired = places.a_sign(changes, area, number="MO-008", x=500)
        changes.set_code(retired, state="retired")
        homeless = places.a_sign(changes, None, number="MO-009", x=520)
        ended = places.an_area(changes, name="Alt-West", number="AW", valid_to=places.DAY)
        lost = places.a_sign(changes, ended, number="AW-001", x=540)
    paths = {"live": code, "search": f"{code}?q=m", "nothing": f"{code}?q=zzzz", "mistyped": slip(code)}
    paths |= {"not_issued": minted, "unknown": tokens.mint(), "retired": retired, "no_area": homeless}
    paths |= {"area_ended": lost, "home": "", "wrong": "?code=falsch"}
    return {state: f"/{path}" for state, path in paths.items()}


@pytest.mark.parametrize("language", ALL)
def test_every_state_of_a_code_is_told_in_the_readers_language(
    door: ScanFirst, addresses: dict[str, str], language: str
) -> None:
    others = [languages.text(other, "language.name") for other in ALL if other != language]
    for state, address in addresses.items():
        text = ask(door, address, accept_language=language).text
        assert f'<html lang="{language}" dir="ltr">' in text, state
        assert f'<b lang="{language}" aria-current="true">' in text, state
        for name in others:
            assert f' title="{name}">' in text, state
        assert "{" not in re.sub(r"<(style|script)>.*?</\1>", "", text, flags=re.DOTALL), state


@pytest.mark.parametrize("language", ALL)
def test_nothing_of_german_stands_on_a_page_of_another_language(
    door: ScanFirst, addresses: dict[str, str], language: str
) -> None:
    if language.startswith("de"):
        return
    german = [text for key, text in languages.texts("de").items() if not key.startswith(languages.STAFF)]
    sentences = {text for text in german if len(text.split()) > 2 and "{" not in text}
    for address in addresses.values():
        text = ask(door, address, accept_language=language).text
        assert [one for one in sentences if one in text] == []


def test_a_link_switches_the_language_and_keeps_it(door: ScanFirst, addresses: dict[str, str]) -> None:
    for state, address in addresses.items():
        joint = "&" if "?" in address else "?"
        text = ask(door, f"{address}{joint}lang=uk", accept_language="pl").text
        assert '<html lang="uk"' in text, state
        inner = re.findall(r'(?:href|action)="(/[^"]*)"', text)
        # Files for programs have no language.
        pages = [link for link in inner if link != "/" and not re.search(r"\.[a-z]+\b", link)]
        strangers = [link for link in pages if "lang=uk" not in link]
        assert strangers == ([] if state not in ("home", "wrong") else ["/map", "/login"]), state
        assert ("<form" not in text) or '<input type="hidden" name="lang" value="uk">' in text, state


def test_a_moved_code_takes_the_language_along(door: ScanFirst, store: Store, code: str) -> None:
    with change(store) as changes:
        (old,) = changes.mint(1)
        changes.set_code(old, state="moved", moved_to=code)
    assert ask(door, f"/{old}?lang=pl").headers["location"] == f"/{code}?lang=pl"
    assert ask(door, f"/?code={code}&lang=tr").headers["location"] == f"/{code}?lang=tr"
    assert ask(door, f"/{old}?lang=xx").headers["location"] == f"/{code}"


def test_what_a_firm_says_of_itself_is_read_out_as_german(
    door: ScanFirst, code: str, add_firm: AddFirm
) -> None:
    """WCAG 2.2, 3.1.2: language of parts."""
    add_firm(number=7)
    assert '<p class="s" lang="de">Metallbau · Holzweg 4</p>' in ask(door, f"/{code}?lang=pl").text
    assert '<p class="s">Metallbau · Holzweg 4</p>' in ask(door, f"/{code}?lang=de").text


def test_other_languages_are_named_for_search_engines(door: ScanFirst, code: str) -> None:
    found = re.findall(
        r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', ask(door, f"/{code}").text
    )
    assert found == [(name, f"https://schild.example/{code}?lang={name}") for name in ALL]


def test_pages_of_two_languages_are_two_for_a_cache(door: ScanFirst, code: str) -> None:
    one, other = (ask(door, f"/{code}", accept_language=name) for name in ("pl", "cs"))
    assert one.headers["etag"] != other.headers["etag"]
    assert "Accept-Language" in one.headers["vary"]


@pytest.mark.parametrize(("header", "chosen"), [("pl-PL,en;q=0.5", "pl"), ("ro-MD", "ro"), ("fr", "de")])
def test_the_phones_language_is_taken(door: ScanFirst, code: str, header: str, chosen: str) -> None:
    assert f'<html lang="{chosen}"' in ask(door, f"/{code}", accept_language=header).text


def test_data_for_programs_speak_german_or_english(door: ScanFirst) -> None:
    said = ask(door, f"/{tokens.mint()}.json", accept_language="pl").data
    assert (said["title"], said["detail"][:7]) == ("There is no such thing here", "No sign")


@pytest.fixture
def turned(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ScanFirst]:
    """A service to whose languages a translator has just added one that is read from right to left."""
    with backwards(tmp_path, monkeypatch):
        settings = Settings(public_url="https://schild.example", scan_flush_seconds=3600)
        door = ScanFirst(behind([]), store, settings, authorise=token_of_staff)
        _preferences.cache_clear()
        yield door
        door.close()
    _preferences.cache_clear()


def test_one_file_is_all_a_translator_adds(turned: ScanFirst, code: str, add_firm: AddFirm) -> None:
    add_firm()
    text = ask(turned, f"/{code}", accept_language="ar-EG,ar;q=0.9").text
    assert '<html lang="ar" dir="rtl">' in text
    assert "\u200f1 firm" in text
    link = '<a href="?lang=ar" lang="ar" title="\u200fالعربية">\u200fEN</a>'
    assert link in ask(turned, f"/{code}?lang=de").text

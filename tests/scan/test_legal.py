"""Imprint, privacy statement and accessibility statement, linked from every page."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from signage import languages
from signage.settings import Settings
from signage.store import Store
from signage_api.scanning import ScanFirst
from tests.scan.asking import ask, behind
from tests.scan.conftest import token_of_staff
from tests.services.test_legal import FILE

Open = Callable[..., ScanFirst]
PAGES = ("imprint", "privacy", "accessibility")


@pytest.fixture
def opened(store: Store) -> Iterator[Open]:
    """Call with settings: a door of a service that has them."""
    doors = []

    def open_(**values: str) -> ScanFirst:
        settings = Settings(public_url="https://schild.example", scan_flush_seconds=3600, **values)  # type: ignore[arg-type]
        doors.append(ScanFirst(behind([]), store, settings, authorise=token_of_staff))
        return doors[-1]

    yield open_
    for door in doors:
        door.close()


@pytest.fixture
def stated(opened: Open, tmp_path: Path) -> ScanFirst:
    """A service whose operator has filled in some of it."""
    (tmp_path / "legal.toml").write_text(FILE, "utf-8")
    return opened(legal=str(tmp_path / "legal.toml"), contact_email="schilder@muster.example")


@pytest.mark.parametrize("language", languages.languages())
@pytest.mark.parametrize("page", PAGES)
def test_each_statement_is_there_in_each_language(stated: ScanFirst, page: str, language: str) -> None:
    reply = ask(stated, f"/{page}?lang={language}")
    assert reply.status == 200
    assert f'<html lang="{language}"' in reply.text
    assert f"<h1>{languages.text(language, f'foot.{page}')}</h1>" in reply.text
    assert reply.text.count("<h2>") >= 2


@pytest.mark.parametrize(
    ("german", "page"),
    [("impressum", "imprint"), ("datenschutz", "privacy"), ("barrierefreiheit", "accessibility")],
)
def test_the_german_names_lead_there_too(stated: ScanFirst, german: str, page: str) -> None:
    assert ask(stated, f"/{german}").text == ask(stated, f"/{page}").text


def test_the_operators_words_stand_there_as_german(stated: ScanFirst) -> None:
    text = ask(stated, "/imprint?lang=pl").text
    assert '<p lang="de" dir="auto">Landratsamt Muster<br>Hauptstraße 1<br>99310 Muster</p>' in text
    assert "DE123456789" in text


def test_the_log_is_told_as_it_is_kept(stated: ScanFirst) -> None:
    assert "höchstens 7 Tage lang" in ask(stated, "/privacy").text
    assert "najwyżej 7 dni" in ask(stated, "/privacy?lang=pl").text


def test_the_privacy_statement_says_when_reports_are_deleted_if_the_operator_does(
    stated: ScanFirst, opened: Open
) -> None:
    assert "spätestens 12 Monate nach der Erledigung gelöscht" in ask(stated, "/privacy").text
    assert "najpóźniej 12 miesięcy po" in ask(stated, "/privacy?lang=pl").text
    assert "der Erledigung gelöscht" not in ask(opened(), "/privacy").text


def test_the_accessibility_statement_says_how_far_when_and_where_to_write(stated: ScanFirst) -> None:
    text = ask(stated, "/accessibility").text
    for said in ("größtenteils", "01.03.2026", "Ältere Fotos", "ThürBarrWebG"):
        assert said in text
    assert 'href="mailto:schilder@muster.example"' in text


@pytest.mark.parametrize("page", PAGES)
def test_what_the_operator_owes_is_said_plainly(opened: Open, page: str) -> None:
    owed = {"imprint": 2, "privacy": 4, "accessibility": 4}[page]
    assert ask(opened(), f"/{page}").text.count("Der Betreiber hat hier noch nichts eingetragen.") == owed


@pytest.mark.parametrize("where", ["/", "/0000000Z", "/imprint", "/{}"])
@pytest.mark.parametrize("language", languages.languages())
def test_every_page_leads_to_the_statements_in_its_language(
    stated: ScanFirst, code: str, where: str, language: str
) -> None:
    text = ask(stated, f"{where.format(code)}?lang={language}").text
    foot = text[text.index("<footer") :]
    assert [f'href="/{page}?lang={language}"' in foot for page in PAGES] == [True, True, True]
    assert 'href="mailto:schilder@muster.example"' in foot


def test_a_statement_kept_elsewhere_is_linked_there(opened: Open) -> None:
    text = ask(opened(imprint_url="https://muster.example/i"), "/").text
    assert re.search(r'href="https://muster\.example/i">Impressum', text)
    assert 'href="/imprint' not in text


def test_markup_in_a_statement_stays_text(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "legal.toml").write_text('[imprint]\nprovider = "<img src=x> & Söhne"\n', "utf-8")
    text = ask(opened(legal=str(tmp_path / "legal.toml")), "/imprint").text
    assert "&lt;img src=x&gt; &amp; Söhne" in text


@pytest.mark.parametrize("page", PAGES)
def test_head_answers_for_a_statement(stated: ScanFirst, page: str) -> None:
    got, headed = ask(stated, f"/{page}"), ask(stated, f"/{page}", "HEAD")
    assert (headed.status, headed.body, headed.headers) == (200, b"", got.headers)

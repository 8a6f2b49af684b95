"""What is published says of every code what the service says."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from signage.services.publishing.pages import card_of, folder_of
from signage.store import Store
from signage_api.scanning import ScanFirst
from tests.publishing.conftest import DAY, LANGUAGES, SETTINGS
from tests.scan.asking import Reply, ask, behind
from tests.scan.test_first_flight import FIRST_FLIGHT


@pytest.fixture
def door(sample: Store) -> Iterator[ScanFirst]:
    made = ScanFirst(behind([]), sample, SETTINGS, today=lambda: DAY)
    yield made
    made.close()


def codes(publication: Path) -> list[str]:
    names = [path.name for path in (publication / "current/site").iterdir() if path.is_dir()]
    return sorted(name for name in names if len(name) == 8)


def in_the_end(door: ScanFirst, code: str, language: str) -> tuple[str, Reply]:
    """The code that a visitor is led to, and what it answers."""
    reply = ask(door, f"/{code}?lang={language}")
    if reply.status == 302:
        code = reply.headers["location"][1:9]
        reply = ask(door, f"/{code}?lang={language}")
    return code, reply


def as_files(html: str, code: str) -> str:
    """A page of the service as it has to stand in a file: links to files, nothing that must be asked."""
    asked = r'<form role="search".*?</form>\n|<p class="ord">.*?</p>\n|<p class="up"><a href="#q">.*?</p>\n|'
    asked += r'<style>.*?</style>|<link rel="manifest"[^>]*>\n<script>.*?</script>\n'
    html = re.sub(asked, "", html, flags=re.DOTALL)
    report = re.compile(r'<p class="a"><a href="/\w+/report.*?</p>')
    html = report.sub("<p>report</p>", html)

    def link(found: re.Match[str]) -> str:
        name = code if found[1] is None else found[1]
        return f'href="/{folder_of(name, found[2])}"'

    html = re.sub(r'href="(?:/(\w*))?\?lang=([\w-]+)"', link, html)
    card = r'"/card/(\d+)\.vcf\?lang=([\w-]+)"'
    html = re.sub(card, lambda found: f'"/{card_of(found[1], found[2])}"', html)
    absolute = rf'href="({re.escape(SETTINGS.public_url)}/)(\w+)\?lang=([\w-]+)"'
    return re.sub(absolute, lambda found: f'href="{found[1]}{folder_of(found[2], found[3])}"', html)


def without_script(html: str) -> str:
    """A published page without the style and what its script alone makes use of."""
    own = r"<style>.*?</style>|<script src=[^>]*></script>\n|"
    own += r'<form role="search" hidden[^>]*>.*?</form>\n|<p class="(?:ord|up)" hidden[^>]*>.*?</p>\n|'
    own += r' data-[bf]="[^"]*"'
    return re.sub(own, "", html, flags=re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_shows_in_its_file_what_the_service_answers(
    publication: Path, door: ScanFirst, language: str
) -> None:
    site, seen = publication / "current/site", set()
    for code in codes(publication):
        reached, reply = in_the_end(door, code, language)
        file = site / folder_of(code, language) / "index.html"
        said = re.sub(
            r'<p class="a"><a href="mailto:.*?</p>', "<p>report</p>", without_script(file.read_text("utf-8"))
        )
        assert said == as_files(reply.text, reached), code
        assert gzip.decompress(file.with_name("index.html.gz").read_bytes()) == file.read_bytes()
        marks = {path.name for path in (site / code).iterdir() if path.name in (".404", ".410")}
        assert marks == ({f".{reply.status}"} if reply.status != 200 else set())
        seen.add(reply.status)
    assert seen == {200, 404, 410}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_at_the_root_and_the_statements_are_those_of_the_service(
    publication: Path, door: ScanFirst, language: str
) -> None:
    for name in ("", "imprint", "privacy", "accessibility"):
        file = publication / "current/site" / folder_of(name, language) / "index.html"
        shown = as_files(ask(door, f"/{name}?lang={language}").text, name)
        for_staff = r'<p><a href="/map">.*?</p>\n|<p class="s"><a href="/login".*?</p>\n'
        shown = re.sub(rf"{for_staff}|(?<=7K3M-9QX4)[^<]*(?=</p>\n</form>)", "", shown)
        said = without_script(file.read_text("utf-8"))
        assert re.sub(r"(?<=7K3M-9QX4)[^<]*(?=</p>\n</form>)", "", said) == shown


def test_the_data_are_those_of_the_service(publication: Path, door: ScanFirst) -> None:
    files = sorted((publication / "current/site").glob("*.json"))
    assert len(files) > 40
    for file in files:
        reply = ask(door, f"/{file.name}")
        if reply.status == 302:
            reply = ask(door, reply.headers["location"])
        assert file.read_bytes() == reply.body


def test_the_contact_cards_are_those_of_the_service(publication: Path, door: ScanFirst) -> None:
    site = publication / "current/site"
    cards = {path.relative_to(site).as_posix(): path.read_bytes() for path in (site / "card").rglob("*.vcf")}
    ids = {Path(path).stem for path in cards}
    said = {
        card_of(firm, language): ask(door, f"/card/{firm}.vcf?lang={language}").body
        for language in LANGUAGES
        for firm in ids
    }
    assert said == cards
    assert len(ids) > 50


def test_every_minted_code_has_its_page(publication: Path, sample: Store) -> None:
    signs = {row["code"] for row in sample.read("sign") if row["code"]}
    assert signs < set(codes(publication))


def test_every_link_of_the_publication_leads_to_a_file(publication: Path) -> None:
    site = publication / "current/site"
    lost = {
        (path.relative_to(site).as_posix(), target)
        for path in site.rglob("*.html")
        for target in re.findall(r'(?:href|src)="(/[^"#]*)', path.read_text("utf-8"))
        if not (site / target.lstrip("/") / "index.html").is_file() and not (site / target[1:]).is_file()
    }
    assert not lost


def test_no_page_asks_for_what_only_a_service_can_answer(publication: Path) -> None:
    for path in (publication / "current/site").rglob("*.html"):
        text = path.read_text("utf-8")
        assert "?" not in "".join(re.findall(r'(?:href|action)="(?!https?:|mailto:|geo:|tel:)([^"]*)', text))
        assert 'name="q"' not in text


def test_a_published_directory_comes_in_the_first_flight(publication: Path) -> None:
    sizes = {path: path.stat().st_size for path in (publication / "current/site").rglob("index.html.gz")}
    assert max(sizes.values()) <= FIRST_FLIGHT, max(sizes, key=sizes.__getitem__)

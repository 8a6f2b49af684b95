"""The directory of a full area on paper: few sheets, each firm whole, nothing that only a screen can do."""

import gzip
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page as Tab

from signage.domain.validity import today
from signage.services.sample import show_sign
from signage.settings import Settings
from signage.store import open_store
from signage_api.visitor.kept_pages import Page
from signage_api.visitor.visits import Visits

MOST_SHEETS = 4  # of A4, with 59 firms


def test_the_fullest_directory_of_the_sample_takes_four_sheets(
    open_page: Callable[..., Tab], fresh_sample: Path, tmp_path: Path
) -> None:
    with closing(open_store(fresh_sample, fsync=False)) as store:
        visits = Visits(store, Settings(public_url="https://schild.example"), today=today)
        answered = visits.page(show_sign(store)["code"], "de")
        visits.close()
    assert isinstance(answered, Page)
    html = gzip.decompress(answered.packed.body).decode()
    page = open_page((1280, 800))
    page.set_content(html)
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True, format="A4")
    sheets = words(tmp_path / "printed.pdf").rstrip("\f").split("\f")
    assert len(sheets) <= MOST_SHEETS
    assert "Sie sind hier" in sheets[0]
    for screen_only in ("Impressum", "Suchen", "Fehler melden", "Weitere Angaben"):
        assert not any(screen_only in sheet for sheet in sheets)
    assert all(firm in "".join(sheets) for firm in ("Autohaus Sternmoos", "Zellwerk Windmühle"))


def words(pdf: Path) -> str:
    """What stands on the sheets, a form feed after each."""
    return subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True
    ).stdout

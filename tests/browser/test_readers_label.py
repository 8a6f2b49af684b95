"""The words at the reader's mark take no more room than their place was chosen for."""

import gzip
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page as Tab

from signage import languages
from signage.domain.validity import today
from signage.services.sample import show_sign
from signage.settings import Settings
from signage.store import open_store
from signage_api.visitor.kept_pages import Page
from signage_api.visitor.readers_label import DOWN, UP, half_width
from signage_api.visitor.visits import Visits

_BOX = """() => {
  const words = document.querySelector('.y'), box = words.getBBox(), base = +words.getAttribute('y');
  return { half: box.width / 2, up: base - box.y, down: box.y + box.height - base };
}"""


def test_the_words_at_the_readers_mark_are_as_wide_as_was_reckoned(
    open_page: Callable[..., Tab], fresh_sample: Path
) -> None:
    page = open_page((360, 740))
    with closing(open_store(fresh_sample, fsync=False)) as store:
        visits = Visits(store, Settings(public_url="https://schild.example"), today=today)
        code = show_sign(store)["code"]
        for language in languages.languages():
            answered = visits.page(code, language)
            assert isinstance(answered, Page)
            page.set_content(gzip.decompress(answered.packed.body).decode())
            drawn, words = page.evaluate(_BOX), languages.text(language, "here.title")
            # The box is the font's, taller than the letters.
            assert drawn["half"] <= half_width(words), (language, drawn)
            assert drawn["up"] <= UP + 5, (language, drawn)
            assert drawn["down"] <= DOWN, (language, drawn)
        visits.close()

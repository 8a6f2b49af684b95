"""The sample inventory, published."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from signage import languages
from signage.services.publishing.pages import Pages
from signage.services.publishing.run import Published, publish
from signage.settings import Settings
from signage.store import Store, open_store
from signage_api.visitor.published import PublishedPages

DAY = date(2026, 11, 28)
LANGUAGES = languages.languages()
SETTINGS = Settings(
    public_url="https://schild.example", operator="Stadt Muster", contact_email="schilder@muster.example",
    imprint_url="https://muster.example/impressum", scan_flush_seconds=3600,
)  # fmt: skip


def publish_sample(
    store: Store,
    folder: Path,
    *,
    day: date = DAY,
    key: Path | None = None,
    pages: Pages | None = None,
    asked: Sequence[str] = ("de",),
    with_plans: bool = False,
) -> Published:
    """Publish into a folder, with data, as `pages` render it or the service would."""
    own = PublishedPages(store, SETTINGS, languages=asked, with_data=True, with_plans=with_plans, day=day)
    try:
        return publish(
            store, folder, pages or own, day=day, public_url=SETTINGS.public_url, key=key, with_data=True,
            sync=False,
        )  # fmt: skip
    finally:
        own.close()


@pytest.fixture
def sample(fresh_sample: Path) -> Iterator[Store]:
    """The sample inventory, to be changed."""
    store = open_store(fresh_sample, fsync=False)
    yield store
    store.close()


@pytest.fixture(scope="session")
def publication(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample inventory as it was published in all languages; only to be read."""
    folder = tmp_path_factory.mktemp("published")
    store = open_store(Path(shutil.copy(sample_file, folder)), fsync=False)
    try:
        publish_sample(store, folder / "out", asked=LANGUAGES)
    finally:
        store.close()
    return folder / "out"

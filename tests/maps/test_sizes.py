"""How much a map page weighs before any data: it opens on a slow line, too."""

import gzip

import pytest

from signage.maps.assets import asset_paths, script_links, style_links
from signage.maps.options import MapOptions
from signage.maps.page import map_page
from signage.maps.plan import PlanOptions, plan_page

MOST_BYTES = 200_000


def parts(page: str) -> dict[str, bytes]:
    """The page itself, and every script and style that it loads."""
    html = map_page(MapOptions(api="/api/v1")) if page == "map" else plan_page(PlanOptions(api="/api/v1"))
    links = [path for _, path in (*script_links(page), *style_links(page))]
    assert all(path in html for path in links)
    return {"page": html.encode()} | {path: asset_paths()[path].read_bytes() for path in links}


@pytest.mark.parametrize("page", ["map", "plan"])
def test_a_page_with_all_its_scripts_is_under_200_kb_as_it_travels(page: str) -> None:
    assert sum(len(gzip.compress(part, 6)) for part in parts(page).values()) < MOST_BYTES

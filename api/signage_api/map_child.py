"""The map's page as made in a child process: nothing here may be loaded by the process that serves."""

from collections.abc import Mapping
from typing import Any


def render(options: Mapping[str, Any]) -> dict[str, str]:
    """`html` and `csp` of the page."""
    from signage.maps.page import render_page  # brings Folium, NumPy and all their company

    return render_page(options)

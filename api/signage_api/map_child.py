"""The pages with a map as made in a child process: nothing here may be loaded by the process that serves."""

from collections.abc import Mapping
from typing import Any


def render(options: Mapping[str, Any]) -> dict[str, str]:
    """`html` and `csp` of the page."""
    from signage.maps.page import render_page  # brings Folium, NumPy and all their company

    return render_page(options)


def render_plan(options: Mapping[str, Any]) -> dict[str, str]:
    """`html` and `csp` of the planner's page."""
    from signage.maps.plan import render_plan_page

    return render_plan_page(options)

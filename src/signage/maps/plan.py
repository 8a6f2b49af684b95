"""The planner's page: a Folium map of our own kind, with the tools to set, move and turn signs beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from signage.domain.layers import AREA, SIGN, Field
from signage.domain.words import SIGN_TYPES, STANDING, SignType
from signage.maps.assets import script_links, style_links
from signage.maps.features import json_for_html
from signage.maps.options import MapOptions
from signage.maps.page import SignageMap, base_map_origins
from signage.maps.policy import content_security_policy
from signage.maps.texts import LANGUAGES, page_words, plan_texts


@dataclass(frozen=True, kw_only=True)
class PlanOptions(MapOptions):
    """The planner's page. `area` is the id of the area it is about, None for all.

    The metres are the rules' own figures: clearances to the carriageway, presumed widths of roads by class,
    how far a road reaches, and half of a usual board. `due` has the years after which an inspection
    and, by class, a film are due at a sign in one of the states `standing`.
    """

    area: int | None = None
    area_name: str = ""
    clearance_m: Mapping[str, float] = field(default_factory=dict)
    road_width_m: Mapping[str, float] = field(default_factory=dict)
    reach_m: float = 0.0
    board_m: float = 0.0
    due: Mapping[str, Any] = field(default_factory=dict)
    papers: Mapping[str, Mapping[str, tuple[float, float]]] = field(default_factory=dict)
    scales: tuple[int, ...] = ()
    standing: tuple[str, ...] = STANDING


class PlanMap(SignageMap):
    """The map of the planner's page; its signs can be changed."""

    default_js = script_links("plan")
    default_css = style_links("plan")
    template = "plan.html"

    def __init__(self, options: PlanOptions) -> None:
        super().__init__(options)
        texts = dict(plan_texts(options.language))
        told = {place: _told_m(m, options.language) for place, m in options.clearance_m.items()}
        texts["help_more"] = texts["help_more"].format_map({"in_town": "–", "outside": "–"} | told)
        words = page_words(options.language)
        words["texts"] = words["texts"] | {f"plan.{key}": text for key, text in texts.items()}
        words["usual"] = {code: _usual(one) for code, one in SIGN_TYPES.items()}
        words["fields"] = [_field(one, options.language) for one in SIGN.fields]
        words["area_fields"] = [_field(one, options.language) for one in AREA.editable.values()]
        self.page["title"] = " · ".join(filter(None, (texts["heading"], options.area_name)))
        self.page["plan"] = texts
        self.page["area"] = options.area_name
        self.page["words"] = Markup(json_for_html(words))  # noqa: S704 - escaped for HTML


def _told_m(metres: float, language: str) -> str:
    """`0,50 m`."""
    return f"{metres:.2f} m".replace(".", "," if language == "de" else ".")


def _usual(one: SignType) -> dict[str, Any]:
    """What a new sign of a type begins with."""
    measures = {"height_m": one.height_m, "lower_edge_m": one.lower_edge_m, "width_mm": one.width_mm}
    return {"family": one.family, **measures}


def _field(column: Field, language: str) -> dict[str, Any]:
    """A column as the page's forms need it."""
    return {
        "name": column.name,
        "label": (column.german, column.english)[LANGUAGES.index(language)],
        "unit": column.unit,
        "kind": column.kind,
        "required": column.required,
        "lowest": column.lowest,
        "highest": column.highest,
        "longest": column.longest,
        "choices": list(column.choices or ()),
    }


def plan_page(options: PlanOptions) -> str:
    """The page for the server: assets by versioned path, data from `options.api`."""
    return str(PlanMap(options).get_root().render())


def render_plan_page(options: Mapping[str, Any]) -> dict[str, str]:
    """`html` and `csp` of the page; for `run_in_child`: Folium must not load beside the store."""
    typed = PlanOptions.from_dict(options)
    html = plan_page(typed)
    return {"html": html, "csp": content_security_policy(html, images=base_map_origins(typed), fonts=True)}

"""The map page: a `folium.Map` whose template, scripts and styles are ours.

Folium treats what it is given as source code: a popup's text, even a title, is compiled as a template or run
as a script. So nothing from data passes through it; the page carries JSON, and static scripts draw it.
"""

from collections.abc import Mapping
from typing import Any

import folium
import jinja2
from branca.element import Figure
from markupsafe import Markup

from signage.maps.assets import inline_text, script_links, style_links, with_base_maps
from signage.maps.features import json_for_html
from signage.maps.options import MapOptions
from signage.maps.policy import content_security_policy
from signage.maps.texts import map_texts, page_words

_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("signage.maps"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
)
_POLICY_PLACE = "<!-- policy -->"


class _Page(Figure):
    """The document around a SignageMap, made by the map's own template."""

    def __init__(self, inside: "SignageMap") -> None:
        super().__init__(ratio="62%", title=inside.title)
        self._template = _TEMPLATES.get_template(inside.template)
        self.page: dict[str, Any] = inside.page
        self.add_child(inside)


class SignageMap(folium.Map):
    """The inventory's map; with `data` (layer -> FeatureCollection) one page carries everything it needs.

    Folium's own elements can be added in a notebook; they bring their own links, and run what they are given.
    """

    default_js = script_links()
    default_css = style_links()
    template = "map.html"

    def __init__(self, options: MapOptions, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(tiles=None)
        self._name, self._id = "signage", "map"
        self.title = options.title or map_texts(options.language)["title"]
        self.page_options = options
        self.page = _page_values(type(self), options, self.title, data)
        _Page(self)

    def render(self, **kwargs: Any) -> str:
        """Let elements added to the map write themselves into the page; our own part is in its template."""
        for child in self._children.values():
            child.render(**kwargs)
        return ""


def _page_values(
    kind: type[SignageMap], options: MapOptions, title: str, data: Mapping[str, Any] | None
) -> dict[str, Any]:
    inline = data is not None
    scripts = with_base_maps(kind.default_js, options.base_maps)
    return {
        "language": options.language,
        "title": title,
        "texts": map_texts(options.language),
        "options": Markup(json_for_html(options.as_dict())),  # noqa: S704 - escaped for HTML
        "words": Markup(json_for_html(page_words(options.language))),  # noqa: S704 - escaped for HTML
        "data": Markup(json_for_html(data)) if inline else "",  # noqa: S704 - escaped for HTML
        "scripts": [_asset(path, inline) for _, path in scripts],
        "styles": [_asset(path, inline) for _, path in kind.default_css],
        "policy_place": Markup(_POLICY_PLACE) if inline else "",  # noqa: S704 - a constant
    }


def _asset(path: str, inline: bool) -> dict[str, Any]:
    return {"path": path, "text": Markup(inline_text(path)) if inline else ""}  # noqa: S704 - our own files


def map_page(options: MapOptions) -> str:
    """The page for the server: assets by versioned path, data by bounding box from `options.api`."""
    return str(SignageMap(options).get_root().render())


def single_file(page: folium.Map, options: MapOptions) -> str:
    """The page of a map with data, as one file that asks for nothing and says so in its own policy."""
    html = str(page.get_root().render())
    policy = content_security_policy(html, images=base_map_origins(options), from_disk=True)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html.replace(_POLICY_PLACE, meta, 1)


def base_map_origins(options: MapOptions) -> tuple[str, ...]:
    """The foreign origins the page may ask for pictures: those of its base maps, each once."""
    return tuple(dict.fromkeys(filter(None, (one.origin for one in options.base_maps))))


def render_page(options: Mapping[str, Any]) -> dict[str, str]:
    """`html` and `csp` of the server's page; for `run_in_child`: Folium must not load beside the store."""
    typed = MapOptions.from_dict(options)
    html = map_page(typed)
    return {"html": html, "csp": content_security_policy(html, images=base_map_origins(typed))}

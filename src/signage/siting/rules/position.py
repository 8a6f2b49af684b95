"""Rules about a sign's place beside the road: clearance, height, sight, strips."""

from collections.abc import Iterator

from signage.errors import Said
from signage.siting.figures import Figures
from signage.siting.kinds import ON_POSTS, ON_WALLS, PYLONS, WAY_SIGNS
from signage.siting.rules.fixes import away_from_road, raised_to
from signage.siting.rules.table import ROUNDING, Fault, de, rule
from signage.siting.values import Severity, Sign, Site, Strip


@rule(
    "clearance.lateral",
    "error",
    "Seitlicher Abstand",
    "lateral clearance",
    figures=("clearance.lateral", "road.width", "road.reach"),
)
def stands_clear_of_the_carriageway(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Ein Schild hält mit seiner Kante seitlich Abstand zur Fahrbahn."""
    if site.road is None or site.to_edge_m is None or site.to_edge_m < 0:
        return
    # Without the board's width or facing its middle is what one knows for sure.
    have = site.to_edge_m if site.clearance_m is None else site.clearance_m
    place = "outside" if site.in_town is False else "in_town"
    normal = figures[f"clearance.lateral.{place}.normal"]
    if have >= normal - ROUNDING:
        return
    strict = have < figures[f"clearance.lateral.{place}.minimum"] - ROUNDING
    key = f"clearance.lateral.{place}.{'minimum' if strict else 'normal'}"
    yield Fault(
        Said(
            f"Steht {de(have)} m neben der Fahrbahn ({site.road}) statt {de(figures[key])} m"
            f"{_presumed(site)}",
            f"stands {have:.2f} m beside the carriageway ({site.road}) instead of {figures[key]:.2f} m",
        ),
        key,
        measured=round(have, 2),
        severity=_careful(site, "error" if strict else "warning"),
        fix=away_from_road(sign, site, normal - have),
    )


@rule(
    "carriageway.free",
    "error",
    "Nicht auf der Fahrbahn",
    "not on the carriageway",
    figures=("carriageway.free", "clearance.lateral"),
)
def stands_off_the_carriageway(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Ein Schild steht nicht in der Fahrbahn."""
    if site.road is None or site.to_edge_m is None or site.to_edge_m >= 0 or not figures["carriageway.free"]:
        return
    place = "outside" if site.in_town is False else "in_town"
    missing = figures[f"clearance.lateral.{place}.normal"] - min(site.clearance_m or 0.0, site.to_edge_m)
    yield Fault(
        Said(
            f"Steht {de(-site.to_edge_m)} m tief in der Fahrbahn ({site.road}){_presumed(site)}",
            f"stands {-site.to_edge_m:.2f} m deep in the carriageway ({site.road})",
        ),
        "carriageway.free",
        measured=round(site.to_edge_m, 2),
        severity=_careful(site, "error"),
        fix=away_from_road(sign, site, missing),
    )


@rule(
    "lower_edge",
    "error",
    "Höhe der Unterkante",
    "height of the lower edge",
    figures=("lower_edge",),
    types=ON_POSTS,
)
def hangs_high_enough(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Die Unterkante eines Schilds am Pfosten lässt Menschen darunter hindurch."""
    if sign.lower_edge_m is None:
        return
    key = _lower_edge(sign, site)
    required = figures[key]
    if sign.lower_edge_m < required - ROUNDING:
        yield Fault(
            Said(
                f"Die Unterkante hängt {de(sign.lower_edge_m)} m hoch statt {de(required)} m",
                f"the lower edge hangs at {sign.lower_edge_m:.2f} m instead of {required:.2f} m",
            ),
            key,
            measured=round(sign.lower_edge_m, 2),
            severity="warning" if key == "lower_edge.path_in_town" and site.path is None else None,
            fix=raised_to(sign, required),
        )


def _lower_edge(sign: Sign, site: Site) -> str:
    """Which figure holds here; a sign that is read from the footpath is taken to hang over it."""
    path = site.path or ("foot" if sign.stopping_place == "footpath" else None)
    if path and site.in_town:
        return "lower_edge.path_in_town"
    return "lower_edge.cycle_path" if path == "cycle" else "lower_edge.board"


@rule("junction.sight", "error", "Sichtdreieck", "sight triangle", figures=("sight",))
def leaves_the_view_free(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Im Sichtdreieck einer Einmündung verdeckt kein Schild den Blick auf den Verkehr."""
    low, high = figures["sight.band.from"], figures["sight.band.to"]
    if not site.triangles or sign.lower_edge_m is None or sign.lower_edge_m >= high - ROUNDING:
        return
    if sign.height_m is not None and sign.height_m <= low + ROUNDING:
        return
    triangle = min(site.triangles, key=lambda one: (one.presumed, -one.leg_m))
    note = (" (Vorfahrt angenommen)", " (right of way presumed)") if triangle.presumed else ("", "")
    yield Fault(
        Said(
            f"Steht im Sichtdreieck: wer von {triangle.approach} kommt, muss {de(triangle.leg_m, 0)} m von "
            f"{triangle.main} sehen{note[0]}",
            f"stands in the sight triangle: who comes from {triangle.approach} must see "
            f"{triangle.leg_m:.0f} m of {triangle.main}{note[1]}",
        ),
        "sight.band.to",
        measured=round(sign.lower_edge_m, 2),
        severity="warning" if triangle.presumed else "error",
        fix=raised_to(sign, high) if sign.type in ON_POSTS else None,
    )


@rule(
    "advance.distance",
    "hint",
    "Abstand zum Knoten",
    "distance to the junction",
    figures=("advance",),
    types=WAY_SIGNS,
)
def stands_where_drivers_decide(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Ein Wegweiser steht am Knoten oder so weit davor, dass man sich einordnen kann."""
    ahead = site.next_junction_m
    if ahead is None:
        return
    if min(ahead, site.passed_junction_m or ahead) <= figures["advance.at_junction"]:
        return
    key = "advance.farthest" if ahead > figures["advance.farthest"] else "advance.nearest"
    if key == "advance.nearest" and (ahead >= figures[key] or site.in_town is not False):
        return
    turns = any(slot.direction in ("left", "right") for slot in (sign.face.slots if sign.face else ()))
    yield Fault(
        Said(
            f"Steht {de(ahead, 0)} m vor dem nächsten Knoten; ein Vorwegweiser steht "
            f"{de(figures['advance.nearest'], 0)} bis {de(figures['advance.farthest'], 0)} m davor",
            f"stands {ahead:.0f} m before the next junction; an advance sign stands "
            f"{figures['advance.nearest']:.0f} to {figures['advance.farthest']:.0f} m before it",
        ),
        key,
        measured=round(ahead),
        severity="warning" if turns else "hint",
    )


@rule(
    "strip.building_free",
    "error",
    "Anbauverbot und Anbaubeschränkung",
    "building-free strip",
    figures=("strip",),
    families=("guide", "advertising"),
)
def respects_the_strip(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Neben Straßen außerorts ist ein Streifen frei von baulichen Anlagen und Werbung zu halten."""
    if sign.type in ON_WALLS:
        return
    for strip in site.strips:
        group = f"strip.{strip.road.road_class}"
        if strip.to_edge_m < figures[f"{group}.ban"] - ROUNDING:
            built = sign.type in PYLONS or sign.family == "advertising"
            yield _in_strip(strip, f"{group}.ban", figures, "error" if built else "warning")
        elif strip.to_edge_m < figures[f"{group}.consent"] - ROUNDING:
            yield _in_strip(strip, f"{group}.consent", figures, "hint")


def _in_strip(strip: Strip, key: str, figures: Figures, severity: Severity) -> Fault:
    edge, required, ban = strip.to_edge_m, figures[key], key.endswith(".ban")
    german = "Anbauverbot" if ban else "Anbau nur mit Zustimmung"
    english = "building ban, an exception is needed" if ban else "only with consent"
    needed = "; nötig ist eine Ausnahme der Straßenbaubehörde" if ban else ""
    return Fault(
        Said(
            f"{german}: {de(edge, 1)} m neben {strip.road}, der Streifen reicht bis {de(required, 0)} m"
            f"{needed}",
            f"{english}: {edge:.1f} m beside {strip.road}, the strip reaches to {required:.0f} m",
        ),
        key,
        measured=round(edge, 1),
        severity=severity,
    )


def _presumed(site: Site) -> str:
    return " (Fahrbahnbreite angenommen)" if site.road and site.road.width_is_presumed else ""


def _careful(site: Site, severity: Severity) -> Severity:
    """What rests on a presumed width is a question, no reproach."""
    return "hint" if site.road and site.road.width_is_presumed else severity

"""Rules about age: film and inspection. They speak only of days on record, seen from the site's day."""

from collections.abc import Iterator
from datetime import date

from signage.errors import Said
from signage.siting.figures import Figures
from signage.siting.kinds import GONE
from signage.siting.rules.table import Fault, de, rule
from signage.siting.values import Sign, Site

_YEAR_DAYS = 365.25


@rule("film.life", "hint", "Gebrauchsdauer der Folie", "service life of the film", figures=("film.life",))
def has_a_film_in_its_life(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Die Folie eines Schilds hat ihre Gebrauchsdauer noch nicht überschritten."""
    key = f"film.life.{sign.film_class}"
    age = _years(sign.film_from or sign.mounted_on, site.day)
    if age is None or sign.state in GONE or key not in figures.values or age <= figures[key]:
        return
    yield Fault(
        Said(
            f"Die Folie {sign.film_class} ist {de(age, 1)} Jahre alt; sie hält {figures[key]:.0f} Jahre",
            f"the film {sign.film_class} is {age:.1f} years old; it lasts {figures[key]:.0f} years",
        ),
        key,
        measured=round(age, 1),
    )


@rule("inspection.due", "hint", "Kontrolle", "inspection", figures=("inspection.interval",))
def was_inspected(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Ein Schild wird alle zwei Jahre kontrolliert."""
    age = _years(sign.inspected_on, site.day)
    if age is not None and sign.state not in GONE and age > figures["inspection.interval"]:
        yield Fault(
            Said(
                f"Die letzte Kontrolle ist {de(age, 1)} Jahre her",
                f"the last inspection was {age:.1f} years ago",
            ),
            "inspection.interval",
            measured=round(age, 1),
        )


def _years(since: date | None, day: date | None) -> float | None:
    return None if since is None or day is None else (day - since).days / _YEAR_DAYS

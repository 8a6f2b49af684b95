"""What a rule is, and the table in which all of them stand.

A rule is one small function; its docstring is the sentence that people read. It yields a `Fault` for each
figure that is not met, and nothing where what it needs is not known.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from signage.errors import Said
from signage.siting.figures import Figures
from signage.siting.values import Finding, Fix, Severity, Sign, Site

# Half of what a figure's last digit can tell: 0.496 m is 0.50 m.
ROUNDING = 0.005


@dataclass(frozen=True, slots=True)
class Fault:
    """A figure that is not met; `severity` and `required` are the rule's and the figure's if not given."""

    sentence: Said
    figure: str
    measured: float | None = None
    required: float | None = None
    severity: Severity | None = None
    fix: Fix | None = None


Finder = Callable[[Sign, Site, Figures], Iterator[Fault]]


@dataclass(frozen=True)
class Rule:
    """A row of the table; `figures` are the keys, or groups of keys, that the rule reads.

    It is asked of signs of its `types` and `families` (None: of all), and with `face` of those whose face is
    known.
    """

    key: str
    severity: Severity
    german: str
    english: str
    figures: tuple[str, ...]
    types: tuple[str, ...] | None
    families: tuple[str, ...] | None
    face: bool
    question: str
    find: Finder

    def asks(self, type_: str | None, family: str | None, *, face: bool) -> bool:
        """Whether the rule has anything to say about such a sign."""
        fits = (self.types is None or type_ in self.types) and (face or not self.face)
        return fits and (self.families is None or family in self.families)

    def reads(self, figure: str) -> bool:
        """Whether the figure is one of this rule's."""
        return any(figure == name or figure.startswith(f"{name}.") for name in self.figures)


RULES: dict[str, Rule] = {}


def rule(
    key: str,
    severity: Severity,
    german: str,
    english: str,
    *,
    figures: tuple[str, ...],
    types: tuple[str, ...] | None = None,
    families: tuple[str, ...] | None = None,
    face: bool = False,
) -> Callable[[Finder], Finder]:
    """Register a function as the rule `key`."""

    def register(find: Finder) -> Finder:
        question = (find.__doc__ or "").strip()
        RULES[key] = Rule(key, severity, german, english, figures, types, families, face, question, find)
        return find

    return register


@cache
def rules_for(type_: str | None, family: str | None, *, face: bool) -> tuple[Rule, ...]:
    """The rules that have something to say about such a sign."""
    return tuple(one for one in RULES.values() if one.asks(type_, family, face=face))


def finding_of(one: Rule, fault: Fault, figures: Figures) -> Finding:
    """A fault with the unit and the citation of its figure."""
    figure = figures.figure(fault.figure)
    value = None if isinstance(figure.value, bool) else figure.value
    return Finding(
        rule=one.key,
        severity=fault.severity or one.severity,
        sentence=fault.sentence,
        figure=fault.figure,
        measured=fault.measured,
        required=fault.required if fault.required is not None else value,
        unit=figure.counted_in,
        citation=figure.citation,
        fix=fault.fix,
    )


def de(value: float, digits: int = 2) -> str:
    """A number as German sentences write it."""
    return f"{value:.{digits}f}".replace(".", ",")

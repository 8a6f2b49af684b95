"""What a rule is, and the table in which all of them stand.

A rule is one small function; its docstring is the sentence that people read. It yields a `Fault` for each
figure that is not met, and nothing where what it needs is not known.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

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
    """A row of the table; `figures` are the keys, or groups of keys, that the rule reads."""

    key: str
    severity: Severity
    german: str
    english: str
    figures: tuple[str, ...]
    question: str
    find: Finder

    def reads(self, figure: str) -> bool:
        """Whether the figure is one of this rule's."""
        return any(figure == name or figure.startswith(f"{name}.") for name in self.figures)


RULES: dict[str, Rule] = {}


def rule(
    key: str, severity: Severity, german: str, english: str, figures: tuple[str, ...]
) -> Callable[[Finder], Finder]:
    """Register a function as the rule `key`."""

    def register(find: Finder) -> Finder:
        RULES[key] = Rule(key, severity, german, english, figures, (find.__doc__ or "").strip(), find)
        return find

    return register


def findings_of(one: Rule, sign: Sign, site: Site, figures: Figures) -> Iterator[Finding]:
    """What a rule finds at a sign, with unit and citation of the figure."""
    for fault in one.find(sign, site, figures):
        figure = figures.figure(fault.figure)
        value = None if isinstance(figure.value, bool) else figure.value
        yield Finding(
            rule=one.key,
            severity=fault.severity or one.severity,
            sentence=fault.sentence,
            figure=fault.figure,
            measured=fault.measured,
            required=fault.required if fault.required is not None else value,
            unit=figure.unit,
            citation=figure.citation,
            fix=fault.fix,
        )


def de(value: float, digits: int = 2) -> str:
    """A number as German sentences write it."""
    return f"{value:.{digits}f}".replace(".", ",")

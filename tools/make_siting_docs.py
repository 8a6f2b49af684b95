"""Writes the tables of docs/siting.md from the pack: `.venv/bin/python -m tools.make_siting_docs`."""

import re
from collections.abc import Iterable
from pathlib import Path

from signage.siting.authorities import load_authorities
from signage.siting.figures import Figure, load_figures
from signage.siting.rules import RULES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "siting.md"


def siting_page(page: str) -> str:
    """`page` with its tables renewed; they stand between `<!-- name -->` and `<!-- end name -->`."""
    tables = {"rules": rules_table(), "figures": figures_table(), "authorities": authorities_table()}
    for name, table in tables.items():
        block = f"<!-- {name} -->\n\n{table}\n\n<!-- end {name} -->"
        pattern = rf"<!-- {name} -->.*?<!-- end {name} -->"
        page = re.sub(pattern, block.replace("\\", r"\\"), page, flags=re.DOTALL)
    return page


def rules_table() -> str:
    """Every rule with its sentence and the figures it reads."""
    rows = (
        (f"`{rule.key}`", rule.german, rule.question, rule.severity, _listed(rule.figures))
        for rule in RULES.values()
    )
    return _table(("Rule", "Title", "Sentence", "At worst", "Figures"), rows)


def figures_table() -> str:
    """Every figure with its source."""
    rows = (
        (f"`{figure.key}`", figure.german, _value(figure), figure.source, figure.edition, figure.certainty)
        for figure in load_figures().pack.values()
    )
    return _table(("Key", "Meaning", "Value", "Source", "Edition", "Certainty"), rows)


def authorities_table() -> str:
    """Every statement about who must say yes."""
    table = load_authorities()
    named = [(f"owner: {key}", row) for key, row in table["owner"].items()]
    named += [(f"traffic: {_conditions(row)}", row) for row in table["traffic"]]
    named += list(table["statement"].items())
    rows = ((name, row["german"], row["source"], row["edition"], row["certainty"]) for name, row in named)
    return _table(("Row", "Sentence", "Source", "Edition", "Certainty"), rows)


def _conditions(row: dict[str, object]) -> str:
    parts = [", ".join(value) for key in ("ags", "classes") if isinstance(value := row.get(key), list)]
    return "; ".join(parts) or "else"


def _value(figure: Figure) -> str:
    if isinstance(figure.value, bool):
        return "yes" if figure.value else "no"
    return f"{figure.value:g} {figure.unit}".strip()


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(siting_page(PAGE.read_text("utf-8")), "utf-8")

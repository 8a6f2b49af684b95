"""The roles as they are documented are the roles as they are."""

from pathlib import Path

from signage.domain.layers import LAYERS
from signage.domain.roles import ROLES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "roles.md"


def documented() -> list[str]:
    """The rows that docs/roles.md owes the table of roles."""
    rows = []
    for name, role in ROLES.items():
        plurals = ", ".join(sorted(LAYERS[layer].plural for layer in role.writes))
        writes = "everything" if role.writes == set(LAYERS) else plurals or "nothing"
        said = ["yes" if one else "no" for one in (role.settles, role.is_regional, role.keeps_accounts)]
        rows.append(" | ".join([f"| `{name}`", role.said, writes, *said]) + " |")
    return rows


def test_the_table_of_roles_is_the_one_in_force() -> None:
    shown = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert shown == documented()


def test_every_role_reads_and_only_administrators_keep_accounts() -> None:
    assert [name for name, role in ROLES.items() if role.keeps_accounts] == ["administrator"]
    assert not ROLES["reader"].writes

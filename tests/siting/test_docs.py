"""The page about siting is what rules and figures say."""

from tools.make_siting_docs import PAGE, siting_page


def test_the_tables_of_the_page_are_those_of_the_pack() -> None:
    page = PAGE.read_text("utf-8")
    assert siting_page(page) == page, "run: .venv/bin/python -m tools.make_siting_docs"


def test_every_table_has_its_place_on_the_page() -> None:
    page = PAGE.read_text("utf-8")
    assert all(f"<!-- end {name} -->" in page for name in ("rules", "figures", "authorities"))

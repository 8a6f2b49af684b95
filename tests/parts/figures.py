"""Figures of the rules as an operator corrects them."""

from pathlib import Path

from signage.siting.figures import load_figures


def own_figure(folder: Path, key: str, value: float) -> str:
    """A file that sets one figure of the pack to another value."""
    file = folder / "figures.toml"
    unit = load_figures().figure(key).unit
    told = 'source = "Satzung der Stadt"\nedition = "2026"\ncertainty = "law"\n'
    file.write_text(f'["{key}"]\nvalue = {value}\nunit = "{unit}"\n{told}', "utf-8")
    return str(file)

"""The generator of `data/geo/`: real boundaries, schematic areas, invented firms and signs."""

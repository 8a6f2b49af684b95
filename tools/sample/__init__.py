"""The generator of the sample inventory in `data/geo/`: real boundaries, schematic areas, invented firms and signs."""

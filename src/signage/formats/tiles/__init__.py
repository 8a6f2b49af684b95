"""Vector tiles of a base map of one's own: from OpenStreetMap or a GeoPackage to one PMTiles archive.

Only ever used in a child process (see `signage.processes`): GDAL reads what others wrote.
"""

"""Outlines of areas: what is wrong with one, beside its neighbours and in its municipality, and cutting it.

Pure: polygons in EPSG:25832 in, findings and polygons out. The tolerances are those of
`signage.domain.tolerances`.
"""

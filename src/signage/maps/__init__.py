"""Maps: Folium pages on our own assets, drawn from JSON by static scripts.

Only `page` and `file` load Folium.
"""

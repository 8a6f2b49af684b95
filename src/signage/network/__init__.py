"""The road graph: where road lines meet, what leads away from there, and how one drives on."""

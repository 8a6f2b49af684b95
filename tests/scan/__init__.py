"""Scans: the page, its data, its states, its speed's promises."""

"""The verbs: place, import, export, change, revert, scan, back up."""

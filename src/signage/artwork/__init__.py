"""Artwork for print: sheets of labels and archives of codes, typeset from data in millimetres."""

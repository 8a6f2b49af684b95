"""Firms as a workbook that goes out and comes back: export, reading back, comparison, acceptance.

Nothing is stored before somebody has seen what would become of each row.
"""

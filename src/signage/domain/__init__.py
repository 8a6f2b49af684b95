"""The field's words: layers and their columns, sign types, families, states, keys, validity. No library but
Python's own.
"""

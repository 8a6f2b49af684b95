"""Verbs for firms at the clerk's desk: move, rename, split, merge, end, plan, find similar ones.

Each verb is one function and one change set, which is taken back as one. Most ask when: from a day on the old
row ends and a new one begins that knows its predecessor; without a day something was entered wrongly and is
corrected in place.
"""

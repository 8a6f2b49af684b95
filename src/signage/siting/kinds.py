"""What the rules ask of a sign's type and state; a new type is looked at here once."""

from signage.domain import words

DRIVEN_PAST = ("BEG", "SAM", "EIN", "AMT")  # read from a moving car
WAY_SIGNS = ("SAM", "EIN", "AMT")  # say where to turn
ON_POSTS = ("SAM", "EIN", "STR", "AMT")  # boards on posts; the others stand on the ground or hang at a gate
PYLONS = ("BEG", "INF")  # stand on the ground, with a foundation
ON_WALLS = ("HSN",)
GONE = ("dismantled",)

assert {*DRIVEN_PAST, *WAY_SIGNS, *ON_POSTS, *PYLONS, *ON_WALLS} == set(words.SIGN_TYPES)

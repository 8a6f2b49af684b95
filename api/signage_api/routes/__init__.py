"""One file per group of addresses; each gives a router."""

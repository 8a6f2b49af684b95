"""One file per group of addresses; each adds its own to an application."""

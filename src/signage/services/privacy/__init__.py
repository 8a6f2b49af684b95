"""People's data: how long each kind is kept, what is held of one person, and its end."""

"""The form on which visitors report what is wrong, and what is answered to it."""

"""The directory of any day, past or planned, and what is another way on another day."""

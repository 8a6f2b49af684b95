"""What was, what will be, and what is wrong on signs since: the history's rooms of the desk."""

"""What visitors report: taking, limits, mail, the form."""

"""From the sign to the firm, as the reader stands: distance, direction, degrees for the navigation device."""

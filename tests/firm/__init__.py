"""The pages on which a firm corrects its own entry."""

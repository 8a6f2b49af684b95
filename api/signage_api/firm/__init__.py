"""The pages on which a firm sees and corrects its own entry, by a link from a mail, without an account."""

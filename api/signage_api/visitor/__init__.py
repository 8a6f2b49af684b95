"""The visitor's page: an area's directory as the reader of one sign sees it, and its kin."""

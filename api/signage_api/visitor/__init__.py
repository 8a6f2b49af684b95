"""The visitor's page: the directory of an area as the reader of one sign sees it, and its neighbours in kind."""

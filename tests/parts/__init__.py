"""What tests need from outside Python: servers, a database cluster, a browser."""

"""Files in and out: recognised by content, read and written in a child process that has no store open."""

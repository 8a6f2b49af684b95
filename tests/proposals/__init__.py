"""What firms propose of themselves, their links, and the queue."""

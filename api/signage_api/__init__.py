"""The web service over an inventory: it parses, calls a service of the library, and shapes the answer."""

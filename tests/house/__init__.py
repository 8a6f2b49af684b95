"""Rules of the house: what no single room can promise."""

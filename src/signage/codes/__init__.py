"""Codes: the token printed on a sign, its QR matrix, its drawing, and the proof that it reads."""

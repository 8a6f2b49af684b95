"""Tests of the maps, and small frames for them."""

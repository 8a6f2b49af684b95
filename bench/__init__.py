"""Benchmarks: run with `make bench`; what they print goes to docs/performance.md."""

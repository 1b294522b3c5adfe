"""Benchmarks: `make bench` runs them all; each prints a ratio to a peer or limit measured in the same run."""

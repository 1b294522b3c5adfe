"""Contracts: the vocabulary, the measures and what every source and table must look like. Imports nothing of ours."""

"""Disclosure control: what may be seen of people and firms, and the proof that the rest cannot be worked out."""

"""The methods: pure functions that turn numbers into figures, each with its unit and the source of its formula.

Two families. *Elementwise* functions take floats or arrays of one shape: a float gives a float, or None where the
value is not defined; arrays give arrays, nan where it is not defined. *Distribution* functions take arrays whose last
axis holds the bins, sectors, areas or people, with any leading axes (one row per place), and give one float64 per row,
nan where the value is not defined. None, nan and a polars null all mean "not known" and never count as zero.
Shares, rates and indices are fractions of one unless the name or the docstring says percent.
"""

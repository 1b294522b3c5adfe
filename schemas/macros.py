"""The macros of the evaluators' database (schemas/published.py): what they take and give."""

# Name of a macro -> its parameters and body, and its comment. Bodies name tables without a database: they run where
# the file is opened.
MACROS: dict[str, tuple[str, str]] = {
    "latest": (
        (
            "(indicator) AS TABLE SELECT * FROM figures WHERE indicator_id = indicator AND value IS NOT NULL "
            "QUALIFY period_end = max(period_end) OVER (PARTITION BY place_id, group_id)"
        ),
        "The latest figure of an indicator in each place and group: FROM latest('unemployment_rate').",
    ),
    "as_of_edition": (
        (
            "(name) AS TABLE SELECT * EXCLUDE (number, withdrawn) FROM figure_history "
            "WHERE number <= (SELECT e.number FROM editions AS e WHERE e.edition = name) "
            "QUALIFY NOT withdrawn AND number = max(number) OVER "
            "(PARTITION BY indicator_id, place_id, period_start, period_end, group_id)"
        ),
        "The figures as an edition published them, as far as they may be known: FROM as_of_edition('0123456789ab…').",
    ),
}

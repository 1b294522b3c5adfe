"""The columns of the tables that pass from step to step; observations.py and figures.py hold their contracts."""

# `vintage` names the boundaries of an area id: "2021", "2016", "2011", or "register" and "facts" for our own.
OBSERVATIONS: dict[str, str] = {
    "source_id": "VARCHAR",
    "snapshot": "VARCHAR",
    "line": "BIGINT",
    "measure_id": "VARCHAR",
    "area_id": "VARCHAR",
    "vintage": "VARCHAR",
    "period_start": "DATE",
    "period_end": "DATE",
    "group_id": "VARCHAR",
    "value": "DOUBLE",
    "status": "VARCHAR",
}
# What stands beside a fact typed in: who said it, and what a reader must know of it.
CITATIONS: dict[str, str] = {
    "source_id": "VARCHAR",
    "snapshot": "VARCHAR",
    "line": "BIGINT",
    "citation": "VARCHAR",
    "caveat_en": "VARCHAR",
    "caveat_fr": "VARCHAR",
}
# How long jobs and enterprises lasted, for each unit in every group that it is in. Private: of persons and firms.
SPELLS: dict[str, str] = {
    "source_id": "VARCHAR",
    "kind": "VARCHAR",
    "unit_kind": "VARCHAR",
    "unit_key": "VARCHAR",
    "area_id": "VARCHAR",
    "period_start": "DATE",
    "period_end": "DATE",
    "group_id": "VARCHAR",
    "days": "BIGINT",  # from the start to the end, or to the last contact
    "event": "BIGINT",  # 1 where it ended, 0 where nothing is known after the last contact
    "entry_days": "BIGINT",  # from the start to the day from which it was under observation
    "observable_days": "BIGINT",  # from the start to the day up to which the register tells
}
# What a median is taken of: one amount for each unit and every group that it is in. Private.
AMOUNTS: dict[str, str] = {
    "source_id": "VARCHAR",
    "kind": "VARCHAR",
    "unit_kind": "VARCHAR",
    "unit_key": "VARCHAR",
    "area_id": "VARCHAR",
    "period_start": "DATE",
    "period_end": "DATE",
    "group_id": "VARCHAR",
    "value": "DOUBLE",
}
OBSERVATION_KEY = ("measure_id", "area_id", "vintage", "period_start", "period_end", "group_id")


GROUP_PATTERN = r"^(total|[a-z_]+=[A-Za-z0-9_+.\-]+(;[a-z_]+=[A-Za-z0-9_+.\-]+)*)$"

# The columns of every published `figures` table, in order, with their DuckDB type and what they mean.
FIGURES: dict[str, tuple[str, str]] = {
    "indicator_id": ("VARCHAR", "The indicator; see the table indicators."),
    "place_id": ("VARCHAR", "The place; see the table places."),
    "period_start": ("DATE", "First day of the period, or the reference day."),
    "period_end": ("DATE", "Last day of the period, or the reference day."),
    "group_id": ("VARCHAR", "total, or a disaggregation such as age=15-24;sex=women."),
    "value": ("DOUBLE", "The figure in its unit; rates are in percent. Empty where the status says why."),
    "lower": ("DOUBLE", "Lower bound of the figure, by the method named."),
    "upper": ("DOUBLE", "Upper bound of the figure, by the method named."),
    "numerator": ("DOUBLE", "What was counted, before the rate."),
    "denominator": ("DOUBLE", "What it was counted among; empty for counts."),
    "unit": ("VARCHAR", "Unit of value, lower and upper."),
    "status": ("VARCHAR", "Why the value is what it is; see the legend in about."),
    "method": ("VARCHAR", "How the bounds were made; empty where there are none."),
    "caveat": ("VARCHAR", "What a reader must know, in English; caveat_fr holds it in French."),
    "caveat_fr": ("VARCHAR", "What a reader must know, in French."),
}

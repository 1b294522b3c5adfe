"""Sources beside a figure: all that it rests on, also those of another period than its own."""

from datetime import date

import pytest

from flows.provenance import provenance
from indicators.catalogue import catalogue

BY_ID = {indicator.id: indicator for indicator in catalogue()}
CENSUSES = [(date(2016, 5, 10), "census-2016"), (date(2021, 5, 11), "census-2021")]
YEARS = [(date(2021, 3, 31), "register"), (date(2022, 3, 31), "register")]
OBSERVED = {
    "employed": CENSUSES,
    "unemployed": CENSUSES,
    "not_in_labour_force": CENSUSES,
    "population": [(date(1950, 12, 31), "history"), (date(1988, 12, 31), "history"), *CENSUSES],
    "participants_unemployed_residents": YEARS,
    "spending": YEARS,
    "participants": YEARS,
    "consumer_price_index": [(date(2020, 12, 31), "prices")],
    "manufacturing_occupations": CENSUSES,
    "industrial_jobs_lost": [(date(1988, 12, 31), "history")],
}


@pytest.mark.parametrize(
    ("indicator", "end", "sources"),
    [
        ("unemployment_rate", date(2021, 5, 11), {"census-2021"}),
        ("coverage_rate_target", date(2021, 3, 31), {"register", "census-2016"}),
        ("coverage_rate_target", date(2022, 3, 31), {"register", "census-2021"}),
        ("cost_per_participant", date(2022, 3, 31), {"register"}),
        ("cost_per_participant_real", date(2022, 3, 31), {"register", "prices"}),
        ("employment_gap", date(2021, 5, 11), {"census-2021"}),
        ("employment_gap_change", date(2021, 5, 11), {"census-2021", "census-2016"}),
        ("population_change", date(2016, 5, 10), {"census-2016", "history"}),
        ("population_loss_recovered_share", date(2021, 5, 11), {"census-2021", "history"}),
        ("industrial_jobs_recovered_share", date(2021, 5, 11), {"census-2021", "history"}),
    ],
)
def test_a_figure_names_every_source_that_it_rests_on(indicator: str, end: date, sources: set[str]) -> None:
    found = provenance([BY_ID[indicator]], OBSERVED, {"population": (1950, 1988)})
    assert {source for _, at, source in found if at == end} == sources


def test_periods_are_those_of_the_register_where_statistics_stand_beside_it() -> None:
    found = list(provenance([BY_ID["coverage_rate_target"], BY_ID["cost_per_participant_real"]], OBSERVED, {}))
    assert {end for _, end, _ in found} == {date(2021, 3, 31), date(2022, 3, 31)}
    assert len(found) == len(set(found))

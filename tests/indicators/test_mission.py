"""The mission in the tables: every sentence answered, every service, target group and partner sector to be read."""

from indicators.catalogue import catalogue
from indicators.model import Indicator
from indicators.tables.specs import _BY_PERSON
from indicators.tables.words import CATEGORIES
from schemas.programme_codes import (
    ENGAGEMENTS,
    ENTERPRISE_SERVICES,
    LEGAL_FORMS,
    ORIGINS,
    PROJECTS,
    PURPOSES,
    SECTORS,
    SERVICES,
    TARGET_GROUPS,
)
from warehouse.register.contributions import FAMILIES

SENTENCES = [f"S{number}" for number in range(1, 16)]
BY_ID = {indicator.id: indicator for indicator in catalogue()}


def measures(indicator: Indicator) -> set[str]:
    return {measure.id for measure in indicator.measures}


def grouped(dimension: str) -> set[str]:
    """The indicators of which the register tells every measure by a dimension."""
    told = {
        measure for family in FAMILIES if f"'{dimension}' AS dimension" in family.members for measure in family.measures
    }
    return {indicator.id for indicator in catalogue() if measures(indicator) <= told}


def test_every_sentence_of_the_mission_is_answered_by_at_least_two_indicators() -> None:
    answers = {sentence: [i.id for i in catalogue() if sentence in i.answers] for sentence in SENTENCES}
    assert [sentence for sentence, found in answers.items() if len(found) < 2] == []


def test_no_indicator_answers_what_the_mission_does_not_say() -> None:
    assert {sentence for indicator in catalogue() for sentence in indicator.answers} == set(SENTENCES)


def test_every_service_to_persons_and_to_enterprises_is_read_from_the_table_by_service() -> None:
    by_service = grouped("service")
    assert {"participants_served", "employment_rate_q2_exit", "enterprises_assisted", "jobs_created_fte"} <= by_service
    assert set(SERVICES) | set(ENTERPRISE_SERVICES) <= CATEGORIES.keys()


def test_training_retention_land_and_representation_have_indicators_of_their_own() -> None:
    own = {
        "training": {"participants_trained", "participants_trained_hours", "credential_attainment_rate"},
        "business retention": {"retention_service_share", "business_retention_rate", "jobs_safeguarded_fte"},
        "land and infrastructure": {"land_reused_m2", "infrastructure_projects", "industrial_land_projects"},
        "representation and promotion": {"representations_held", "promotions_held", "consultations_held"},
    }
    assert set().union(*own.values()) <= BY_ID.keys()


def test_every_target_group_is_read_from_the_table_by_group() -> None:
    assert "target_group" in _BY_PERSON
    assert {"participants_served", "employment_rate_q2_exit", "employment_rate_q4_exit"} <= grouped("target_group")
    assert set(TARGET_GROUPS) <= CATEGORIES.keys()


def test_every_target_group_has_its_share_of_participants() -> None:
    shares = {
        "unemployed": "participants_unemployed_share",
        "potential_entrepreneur": "participants_potential_entrepreneurs_share",
        "young_adult": "participants_young_adults_share",
        "local_business_owner": "participants_business_owners_share",
        "community_worker": "participants_community_workers_share",
    }
    assert set(shares) == set(TARGET_GROUPS)
    assert set(shares.values()) <= BY_ID.keys()


def test_every_partner_sector_is_read_by_its_seats_and_by_its_presence() -> None:
    for sector in SECTORS:
        assert measures(BY_ID[f"seats_{sector}"]) == {f"seats_{sector}"}
        assert measures(BY_ID[f"attendances_{sector}"]) == {f"attendances_{sector}"}


def test_every_kind_of_record_is_counted_by_some_indicator() -> None:
    used = {measure for indicator in catalogue() for measure in measures(indicator)}
    assert {f"funding_{origin}" for origin in ORIGINS} <= used
    assert {f"spending_{purpose}" for purpose in PURPOSES} <= used
    assert {f"{kind}s" for kind in ENGAGEMENTS} <= used
    kinds = {"land_reuse": "land_reused", "housing": "housing_units"}
    assert {kinds.get(kind, f"projects_{kind}") for kind in PROJECTS} <= used


def test_jobs_and_enterprises_are_told_by_legal_form() -> None:
    assert {"jobs_created_fte", "enterprises_assisted", "business_retention_rate"} <= grouped("legal_form")
    assert len(LEGAL_FORMS) == 5

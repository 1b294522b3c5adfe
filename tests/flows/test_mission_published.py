"""What the mission sets out to do can be read, with values, from the tables that the example publishes."""

import csv
import re
from functools import cache
from pathlib import Path

import pytest

from indicators.catalogue import catalogue
from indicators.tables.words import CATEGORIES
from schemas.measures import PROGRAMME
from schemas.programme_codes import ENTERPRISE_SERVICES, SECTORS, SERVICES, TARGET_GROUPS
from schemas.vocabulary import Unit

STUDY = "sud-ouest"
BY_ID = {indicator.id: indicator for indicator in catalogue()}


@pytest.fixture(scope="module")
def tables(example: Path) -> Path:
    return example / "published" / "current" / "tables"


@cache
def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def shown(tables: Path, name: str) -> list[dict[str, str]]:
    """Rows of a table about the study place that hold a value."""
    return [row for row in rows(tables / f"{name}.csv") if row["place_id"] == STUDY and row["value"]]


@pytest.mark.parametrize("sentence", [f"S{number}" for number in range(1, 16)])
def test_each_sentence_is_answered_by_two_indicators_or_more_with_a_value(tables: Path, sentence: str) -> None:
    domains = {str(indicator.domain) for indicator in catalogue()}
    told = {row["indicator_id"] for domain in domains for row in shown(tables, domain)}
    answering = {id_ for id_ in told if sentence in BY_ID[id_].answers}
    assert len(answering) >= 2, answering


@pytest.mark.parametrize("service", [*SERVICES, *ENTERPRISE_SERVICES])
def test_each_service_to_persons_and_to_enterprises(tables: Path, service: str) -> None:
    counted = {"participants_served", "enterprises_assisted"}
    told = [row for row in shown(tables, "programme_by_service") if row["group_id"] == f"service={service}"]
    assert counted & {row["indicator_id"] for row in told}
    assert {(row["group_en"], row["group_fr"]) for row in told} == {(CATEGORIES[service].en, CATEGORIES[service].fr)}


@pytest.mark.parametrize(
    ("table", "indicator"),
    [
        ("education", "participants_trained"),
        ("education", "participants_trained_hours"),
        ("business", "retention_service_share"),
        ("business", "business_retention_rate"),
        ("housing", "land_reused_m2"),
        ("housing", "infrastructure_projects"),
        ("participation", "representations_held"),
        ("participation", "promotions_held"),
    ],
)
def test_training_retention_land_and_representation(tables: Path, table: str, indicator: str) -> None:
    assert any(row["indicator_id"] == indicator for row in shown(tables, table))


@pytest.mark.parametrize("target", TARGET_GROUPS)
def test_each_target_group(tables: Path, target: str) -> None:
    told = [row for row in shown(tables, "by_group") if row["group_id"] == f"target_group={target}"]
    assert "participants_served" in {row["indicator_id"] for row in told}


@pytest.mark.parametrize("sector", SECTORS)
def test_each_partner_sector_by_its_seats_and_by_its_presence(tables: Path, sector: str) -> None:
    told = {row["indicator_id"] for row in shown(tables, "participation")}
    assert {f"seats_{sector}", f"attendances_{sector}"} <= told


def test_caveats_of_typed_in_facts_stand_beside_their_figures_only(tables: Path) -> None:
    noted = [row for row in shown(tables, "population") if "As published by RESO" in row["caveat_en"]]
    years = {row["period_end"][:4] for row in noted if row["indicator_id"] == "population"}
    assert years == {"2006", "2009"}  # of the five periods that a table shows
    assert all("Tel que publié par le RESO" in row["caveat_fr"] for row in noted)


def test_pages_name_a_span_of_unlike_periods_and_the_first_indicators_in_both_languages(tables: Path) -> None:
    pages = {name: (tables / f"{name}.html").read_text(encoding="utf-8") for name in ("by_group.fr", "equity.fr")}
    assert "Genre, de 2006 au 11\u00a0mai 2021" in pages["by_group.fr"]
    assert "; et 23 de plus\u00a0: dans le temps, pour le territoire" in pages["equity.fr"]


def test_no_french_sign_is_parted_from_its_word_and_none_has_a_space_before_a_semicolon(tables: Path) -> None:
    for page in tables.glob("*.fr.html"):
        text = re.sub(r"<style>.*?</style>|<[^>]+>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert re.findall(r".{20} [:;%»]|« .{20}", text) == [], page.name


def test_neither_numerator_nor_denominator_tells_of_one_to_four_persons_or_enterprises(example: Path) -> None:
    told = {measure.id for measure in PROGRAMME if measure.unit in {Unit.PERSONS, Unit.ENTERPRISES}}
    about = {i.id for i in catalogue() for measure in i.measures if measure.id in told}
    own_acts = {id_ for id_ in about if "attendance" in id_ or id_ == "consultation_participation"}
    with (example / "published" / "current" / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        shown = [row for row in csv.DictReader(file) if row["indicator_id"] in about - own_acts]
    assert len(shown) > 100
    parts = [(row["indicator_id"], row[part]) for row in shown for part in ("numerator", "denominator") if row[part]]
    assert [part for part in parts if 0 < float(part[1]) < 5] == []

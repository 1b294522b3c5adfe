"""The data dictionary says what the catalogue says."""

from indicators.catalogue import catalogue
from indicators.dictionary import PAGE, dictionary
from indicators.tables.metadata import formula_of


def test_the_page_is_the_catalogue() -> None:
    assert PAGE.read_text(encoding="utf-8") == dictionary(catalogue()), (
        "docs/indicators.md is not the catalogue's: run `python -m indicators.dictionary`"
    )


def test_a_formula_reads_as_it_is_computed() -> None:
    known = {indicator.id: indicator for indicator in catalogue()}
    found = formula_of(known["unemployment_rate"])
    assert found.symbols == "100 × unemployed / (employed + unemployed)"
    assert ", in percent of " in found.words.en
    assert ", en pourcentage de " in found.words.fr


def test_every_entry_names_all_its_measures() -> None:
    for indicator in catalogue():
        entry = dictionary((indicator,))
        assert [m.id for m in indicator.measures if f"{m.id}" not in entry] == [], indicator.id


def test_a_long_list_is_told_by_its_first_and_last() -> None:
    known = {indicator.id: indicator for indicator in catalogue()}
    found = formula_of(known["households_100000_share"])
    assert found.symbols == "100 × household_income_100 / (household_income_000 + … + household_income_100)"


def test_what_a_method_computes_is_written_in_symbols() -> None:
    known = {indicator.id: indicator for indicator in catalogue()}
    assert formula_of(known["partner_sector_balance"]).symbols == "−Σ pᵢ ln pᵢ / ln 5, p the shares of seats"
    assert formula_of(known["job_retention_6m"]).symbols == "100 × S(183 days) of jobs_begun"
    real = formula_of(known["cost_per_participant_real"])
    assert real.symbols == "spending / participants × consumer_price_index[2020] / consumer_price_index[t]"

"""The data dictionary says what the catalogue says."""

from indicators.catalogue import catalogue
from indicators.dictionary import PAGE, dictionary, formula_of


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


def test_every_formula_names_all_its_measures() -> None:
    for indicator in catalogue():
        symbols = formula_of(indicator).symbols
        missing = [
            m.id for m in indicator.measures if m.id not in symbols and m not in getattr(indicator, "unknown", ())
        ]
        assert missing == [], indicator.id

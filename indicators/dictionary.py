"""The data dictionary, docs/indicators.md: every definition in both languages; `python -m indicators.dictionary`."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from indicators.catalogue import catalogue
from indicators.model import Indicator
from indicators.tables.formats import UNITS
from indicators.tables.metadata import formula_of
from indicators.tables.words import BETTER, DOMAINS
from schemas.vocabulary import Domain, Text

PAGE = Path(__file__).resolve().parent.parent / "docs" / "indicators.md"
_HEAD = """# Indicators · Indicateurs

Every indicator of the catalogue, written from its definition by `python -m indicators.dictionary`; change the
definition, not this page. `S1` to `S15` number the sentences of the mission.

Tous les indicateurs du catalogue, d’après leur définition; modifier la définition et non cette page. `S1` à `S15`
numérotent les phrases de la mission.
"""


def dictionary(indicators: Sequence[Indicator]) -> str:
    """Return the page as Markdown: a section for each domain, an entry for each indicator, in the order given."""
    domains = [domain for domain in Domain if any(i.domain is domain for i in indicators)]
    sections = [_section(domain, [i for i in indicators if i.domain is domain]) for domain in domains]
    return "\n".join([_HEAD, *sections])


def _section(domain: Domain, indicators: Iterable[Indicator]) -> str:
    return "\n".join([f"## {_both(DOMAINS[domain])}\n", *("\n".join(_entry(i)) for i in indicators)])


def _entry(indicator: Indicator) -> Iterator[str]:
    found = formula_of(indicator)
    yield f"### {_both(indicator.name)}\n"
    yield f"`{indicator.id}`\n"
    yield f"{indicator.definition.en}\n"
    yield f"{indicator.definition.fr}\n"
    yield f"* Formula · Formule: `{found.symbols}`"
    yield f"  * {found.words.en}."
    yield f"  * {found.words.fr}."
    if any(measure.id not in found.symbols for measure in indicator.measures):
        yield f"* Measures · Mesures: {', '.join(f'`{measure.id}`' for measure in indicator.measures)}"
    yield f"* Unit · Unité: {_both(UNITS[indicator.unit].name)}; {_both(BETTER[indicator.better])}"
    yield f"* Universe · Univers: {'; '.join(sorted({m.universe for m in indicator.measures}))}"
    yield f"* Source: {indicator.source}"
    yield from _rest(indicator)
    yield ""


def _rest(indicator: Indicator) -> Iterator[str]:
    if indicator.frameworks:
        codes = "; ".join(f"{name} {code}" for name, code in indicator.frameworks.items())
        yield f"* Frameworks · Cadres: {codes}"
    yield f"* Answers · Répond à: {', '.join(indicator.answers)}"
    if indicator.estimated:
        yield "* Rests on a proxy, so every figure is `estimated` · Repose sur une approximation : toujours `estimated`"
    if indicator.caveat.en:
        yield f"* Caveat: {indicator.caveat.en}"
        yield f"* Mise en garde : {indicator.caveat.fr}"
    for remark in dict.fromkeys(remark for measure in indicator.measures for remark in measure.remarks):
        yield f"* Where estimated: {remark.text.en}"
        yield f"* Si estimé : {remark.text.fr}"


def _both(text: Text) -> str:
    return text.en if text.en == text.fr else f"{text.en} · {text.fr}"


if __name__ == "__main__":
    PAGE.write_text(dictionary(catalogue()), encoding="utf-8")

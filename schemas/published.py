"""The evaluators' database: every table and column with its DuckDB type and what it means."""

from dataclasses import dataclass

from schemas.tables import FIGURES, OBSERVATIONS


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A published table: what a row is, and each column's type and meaning, in order."""

    comment: str
    columns: dict[str, tuple[str, str]]

    @property
    def comments(self) -> tuple[str, dict[str, str]]:
        """The comment of the table and those of its columns."""
        return (self.comment, {name: meaning for name, (_, meaning) in self.columns.items()})


_OBSERVATION_MEANINGS = {
    "source_id": "The source that published it; see the table snapshots.",
    "snapshot": "sha256 of the received file that it was read from; see the table snapshots.",
    "line": "Line of the received file.",
    "measure_id": "What was counted; see the table measures.",
    "area_id": "The published area, by its provider's code.",
    "vintage": "Year of the boundaries that the area belongs to.",
    "period_start": "First day of the period, or the reference day.",
    "period_end": "Last day of the period, or the reference day.",
    "group_id": "total, or a disaggregation such as age=15-24;sex=women.",
    "value": "The value in the unit of its measure. Empty where the status says why.",
    "status": "Why the value is what it is; see the legend in about.",
}

# French meanings of the columns of figures, for descriptions that stand in both languages.
FIGURES_FR = {
    "indicator_id": "L’indicateur; voir la table indicators.",
    "place_id": "Le territoire; voir la table places.",
    "period_start": "Premier jour de la période, ou jour de référence.",
    "period_end": "Dernier jour de la période, ou jour de référence.",
    "group_id": "total, ou une ventilation telle que age=15-24;sex=women.",
    "value": "La donnée dans son unité; les taux sont en pour cent. Vide lorsque le statut dit pourquoi.",
    "lower": "Borne inférieure, selon la méthode nommée.",
    "upper": "Borne supérieure, selon la méthode nommée.",
    "numerator": "Ce qui a été compté, avant le taux.",
    "denominator": "L’ensemble parmi lequel on a compté; vide pour les nombres.",
    "unit": "Unité de value, lower et upper.",
    "status": "Pourquoi la valeur est ce qu’elle est; voir la légende.",
    "method": "Comment les bornes ont été établies; vide lorsqu’il n’y en a pas.",
    "caveat": "Ce qu’il faut savoir, en anglais.",
    "caveat_fr": "Ce qu’il faut savoir, en français.",
}

INDICATORS = PublishedTable(
    "One row for each indicator: its definition, and the statement that computes it.",
    {
        "indicator_id": ("VARCHAR", "The indicator."),
        "name_en": ("VARCHAR", "Name in English."),
        "name_fr": ("VARCHAR", "Name in French."),
        "domain": ("VARCHAR", "Domain of the catalogue."),
        "unit": ("VARCHAR", "Unit of its figures; rates are in percent."),
        "better": ("VARCHAR", "higher, lower, or context for figures that are not judged."),
        "kind": (
            "VARCHAR",
            (
                "Kind of formula: count, ratio, quotient, change, recovery, regained, published, survival, median, "
                "computed, acrossareas, acrossgroups, gap, gapchange, beside, spread, inconstantdollars."
            ),
        ),
        "definition_en": ("VARCHAR", "Definition in English."),
        "definition_fr": ("VARCHAR", "Definition in French."),
        "reference": ("VARCHAR", "The standard or publication that the definition follows."),
        "frameworks": ("VARCHAR", "Its codes in other frameworks, as framework code; framework code."),
        "answers": ("VARCHAR", "Sentences of the mission that it speaks to."),
        "caveat_en": ("VARCHAR", "What always has to be known, in English."),
        "caveat_fr": ("VARCHAR", "What always has to be known, in French."),
        "core": ("BOOLEAN", "Whether it stands in the headline table."),
        "estimated": ("BOOLEAN", "Whether it rests on a proxy, so that every figure has the status estimated."),
        "formula": ("VARCHAR", "What it computes, in symbols: ids of measures, or those of its method."),
        "formula_en": ("VARCHAR", "What it computes, in English words."),
        "formula_fr": ("VARCHAR", "What it computes, in French words."),
        "sql": ("VARCHAR", "The SELECT over summed measures that computes it; empty where a method does."),
    },
)
MEASURES = PublishedTable(
    "One row for each measure: what is counted, in which unit, among whom.",
    {
        "measure_id": ("VARCHAR", "The measure."),
        "name_en": ("VARCHAR", "Name in English."),
        "name_fr": ("VARCHAR", "Name in French."),
        "unit": ("VARCHAR", "Unit of its observations."),
        "universe": ("VARCHAR", "Who or what is counted; a ratio never mixes universes."),
        "aggregation": (
            "VARCHAR",
            "additive; not_additive for medians and published rates; of_whole for counts of whole places only.",
        ),
        "basis": ("VARCHAR", "Which weight carries it between vintages of boundaries: population or dwellings."),
        "rounding": ("BIGINT", "Base of the provider's random rounding; 0 where counts are exact."),
        "breaks": ("VARCHAR", "Days from which it no longer compares with what came before, and why."),
    },
)
PLACES = PublishedTable(
    "One row for each place of the study.",
    {
        "place_id": ("VARCHAR", "The place."),
        "name_en": ("VARCHAR", "Name in English."),
        "name_fr": ("VARCHAR", "Name in French."),
        "kind": ("VARCHAR", "study, neighbourhood or comparator."),
        "rank": ("BIGINT", "Order in which places are shown."),
    },
)
PLACE_PARTS = PublishedTable(
    "One row for each published area that a place is made of, by vintage of boundaries.",
    {
        "place_id": ("VARCHAR", "The place; see the table places."),
        "vintage": ("VARCHAR", "Year of the boundaries that the area belongs to."),
        "area_id": ("VARCHAR", "The published area, by its provider's code."),
        "weight": ("DOUBLE", "Share of the area that lies in the place, from 0 to 1."),
    },
)
TERMS = PublishedTable(
    "One row for each measure in an indicator's formula: value = sum of numerator terms / sum of denominator terms.",
    {
        "indicator_id": ("VARCHAR", "The indicator; see the table indicators."),
        "role": ("VARCHAR", "Part in the formula: of, numerator, denominator, unknown, lost, inputs, prices."),
        "measure_id": ("VARCHAR", "The measure; see the table measures."),
        "coefficient": ("DOUBLE", "What the measure is multiplied by; 100 makes a share a percentage."),
        "group_id": ("VARCHAR", "The group that it is read for; empty where it is that of the figure."),
    },
)
CITED = PublishedTable(
    "One row for each fact typed in: who said it, and what a reader must know of it.",
    {
        "source_id": ("VARCHAR", "The source; see the table snapshots."),
        "snapshot": ("VARCHAR", "sha256 of the received file; with the line it finds the observation."),
        "line": ("BIGINT", "Line of the received file."),
        "citation": ("VARCHAR", "Who published the fact, and where."),
        "caveat_en": ("VARCHAR", "What a reader must know, in English."),
        "caveat_fr": ("VARCHAR", "What a reader must know, in French."),
    },
)
SNAPSHOTS = PublishedTable(
    "One row for each received file that the figures rest on.",
    {
        "snapshot": ("VARCHAR", "sha256 of the bytes as received."),
        "source_id": ("VARCHAR", "The source, as the workspace names it."),
        "title": ("VARCHAR", "Title of the source."),
        "title_fr": ("VARCHAR", "The same in French."),
        "publisher": ("VARCHAR", "Who published it."),
        "publisher_fr": ("VARCHAR", "The same in French."),
        "licence": ("VARCHAR", "Under which licence."),
        "licence_fr": ("VARCHAR", "The same in French."),
        "reference_date": ("DATE", "The day that its content refers to."),
    },
)
ABOUT = PublishedTable(
    "What this edition is, and what its codes mean.",
    {
        "topic": ("VARCHAR", "edition, title, study, records, note, warning, status or unit."),
        "code": ("VARCHAR", "The code explained, or the indicator that a warning speaks of; empty for others."),
        "symbol": ("VARCHAR", "The symbol that stands for a status in printed tables."),
        "text_en": ("VARCHAR", "What it says or means, in English."),
        "text_fr": ("VARCHAR", "What it says or means, in French."),
    },
)

INFORMATION_LOSS = PublishedTable(
    "One row for each kind of record and characteristic: how much of what its tables could show is shown.",
    {
        "records": ("VARCHAR", "person or enterprise."),
        "characteristic": ("VARCHAR", "What the table tells apart: total, place, or a key of group_id."),
        "cells_shown": ("DOUBLE", "Cells shown, in percent of those that the table could show, over all periods."),
        "units_shown": ("DOUBLE", "Persons or enterprises in them, in percent of totals; empty where groups overlap."),
    },
)
REVISIONS = PublishedTable(
    "One row for each figure that differs from the edition before: what became of it, by how much, and why.",
    {
        "kind": ("VARCHAR", "added, withdrawn, changed, suppressed, released (no longer suppressed), or status alone."),
        "indicator_id": ("VARCHAR", "The indicator; see the table indicators."),
        "place_id": ("VARCHAR", "The place; see the table places."),
        "period_start": ("DATE", "First day of the period, or the reference day."),
        "period_end": ("DATE", "Last day of the period, or the reference day."),
        "group_id": ("VARCHAR", "total, or a disaggregation such as age=15-24;sex=women."),
        "unit": ("VARCHAR", "Unit of values and bounds."),
        "previous_value": ("DOUBLE", "The value in the edition before; empty where it must not be known any more."),
        "previous_lower": ("DOUBLE", "Its lower bound in the edition before."),
        "previous_upper": ("DOUBLE", "Its upper bound in the edition before."),
        "previous_status": ("VARCHAR", "Its status in the edition before; suppressed where its value is kept back."),
        "value": ("DOUBLE", "The value in this edition."),
        "lower": ("DOUBLE", "Its lower bound in this edition."),
        "upper": ("DOUBLE", "Its upper bound in this edition."),
        "status": ("VARCHAR", "Its status in this edition; empty where the figure is withdrawn."),
        "change": ("DOUBLE", "This value less the one before; percentages differ by points."),
        "beyond_uncertainty": ("BOOLEAN", "Whether the bounds of both do not overlap; without bounds, any change."),
        "reversed": ("BOOLEAN", "Whether a rise from or to the neighbouring period has become a fall, or the reverse."),
        "causes": (
            "VARCHAR",
            "Why: definition, correction, source (snapshot, settings), boundary, policy, code, unknown.",
        ),
    },
)
EDITIONS = PublishedTable(
    "One row for each edition so far, the oldest first; this one is the last.",
    {
        "number": ("BIGINT", "Its place in the order of publication."),
        "edition": ("VARCHAR", "Its name, by which it is cited."),
        "previous": ("VARCHAR", "The edition that readers had before it; empty for the first."),
        "reference_date": ("DATE", "The latest day that its sources speak of; published files never hold the clock."),
    },
)
FIGURE_HISTORY = PublishedTable(
    "One row for each figure and edition that changed it; read it through as_of_edition. A figure that is suppressed "
    "now is so throughout, and figures that were withdrawn stand here only where they rest on published statistics.",
    {
        "number": ("BIGINT", "The edition that changed the figure; see the table editions."),
        "edition": ("VARCHAR", "The same edition, by its name."),
        "indicator_id": ("VARCHAR", "The indicator; see the table indicators."),
        "place_id": ("VARCHAR", "The place; see the table places."),
        "period_start": ("DATE", "First day of the period, or the reference day."),
        "period_end": ("DATE", "Last day of the period, or the reference day."),
        "group_id": ("VARCHAR", "total, or a disaggregation such as age=15-24;sex=women."),
        "value": ("DOUBLE", "The value from that edition on."),
        "lower": ("DOUBLE", "Its lower bound."),
        "upper": ("DOUBLE", "Its upper bound."),
        "status": ("VARCHAR", "Its status; empty where the figure was withdrawn."),
        "withdrawn": ("BOOLEAN", "Whether that edition no longer had the figure."),
    },
)

PUBLISHED: dict[str, PublishedTable] = {
    "figures": PublishedTable("One row for each published figure: one indicator, place, period and group.", FIGURES),
    "indicators": INDICATORS,
    "measures": MEASURES,
    "places": PLACES,
    "place_parts": PLACE_PARTS,
    "terms": TERMS,
    "snapshots": SNAPSHOTS,
    "observations": PublishedTable(
        "Official observations that the figures were computed from; no programme record is among them.",
        {name: (kind, _OBSERVATION_MEANINGS[name]) for name, kind in OBSERVATIONS.items()},
    ),
    "citations": CITED,
    "about": ABOUT,
    "information_loss": INFORMATION_LOSS,
    "revisions": REVISIONS,
    "editions": EDITIONS,
    "figure_history": FIGURE_HISTORY,
}

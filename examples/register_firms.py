"""The synthetic register's enterprises: what they are, how they were helped, and how many work there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from examples.register_words import EXPORTED, FIRST, PANDEMIC, YEARS, Row, after, by_then, draw, happens, place

_FIRMS = 260
_FORMS = {"privée": 50, "coopérative": 8, "OBNL": 15, "économie sociale": 12, "autonome": 15}
_INDUSTRIES = {"31-33": 24, "44-45": 20, "72": 16, "54": 14, "23": 10, "62": 8, "71": 8}
_SERVICES = {
    "maintien": 26,
    "démarrage": 22,
    "financement": 20,
    "approvisionnement": 12,
    "locaux": 10,
    "technique": 10,
}
_SHARES = {"0": 16, "0,25": 9, "0,5": 15, "0,75": 10, "1": 35, "": 15}


@dataclass
class Firm:
    """One synthetic enterprise, with its first head count in quarters of a full-time job."""

    number: int
    form: str
    industry: str
    founded: date
    closed: date | None
    moved: date | None
    tract: str
    share: str
    quarters: int

    @property
    def id(self) -> str:
        """The enterprise's number as the register writes it."""
        return f"E-{self.number:03d}"

    @property
    def since(self) -> date:
        """The first day on which the register could know of it."""
        return max(self.founded, FIRST)

    @property
    def until(self) -> date:
        """The last day on which it was there."""
        return self.closed or EXPORTED


def firms(rng: Random, tracts: Sequence[str]) -> list[Firm]:
    """Draw the enterprises that the register knows."""
    return [_firm(rng, number, tuple(tracts)) for number in range(1, _FIRMS + 1)]


def _firm(rng: Random, number: int, tracts: tuple[str, ...]) -> Firm:
    year = rng.randint(2019, 2023) if happens(rng, 45) else rng.randint(1978, 2018)
    founded = date(year, rng.randint(1, 12), rng.randint(1, 28))
    gone = after(rng, max(founded, FIRST), 200, 1900)
    form = draw(rng, _FORMS)
    most = 60 if year < FIRST.year else 9
    size = 4 if form == "autonome" else 4 * min(rng.randint(1, most), rng.randint(1, most))
    return Firm(
        number=number,
        form=form,
        industry=draw(rng, _INDUSTRIES),
        founded=founded,
        closed=gone if number % 10 == 0 and by_then(gone) else None,
        moved=gone if number % 25 == 1 and by_then(gone) else None,
        tract=place(rng, tracts),
        share=draw(rng, _SHARES),
        quarters=size,
    )


def enterprises(everyone: Sequence[Firm]) -> Iterator[Row]:
    """Give the table of enterprises, with its fault at the end."""
    rows = [_firm_row(firm) for firm in everyone]
    yield from rows
    yield rows[4] | {"no_entreprise": "E-901", "part_locale": "1,4"}


def _firm_row(firm: Firm) -> Row:
    return {
        "no_entreprise": firm.id,
        "forme": firm.form,
        "scian": firm.industry,
        "fondee_le": firm.founded.isoformat(),
        "fermee_le": firm.closed.isoformat() if firm.closed else "",
        "demenagee_le": firm.moved.isoformat() if firm.moved else "",
        "dernier_contact": firm.until.isoformat(),
        "secteur": firm.tract,
        "part_locale": firm.share,
    }


@dataclass
class Support:
    """One piece of help to an enterprise."""

    firm: Firm
    service: str
    start: date
    end: date | None


def supports(rng: Random, everyone: Sequence[Firm]) -> list[Support]:
    """Draw the help that enterprises had, one to three times each."""
    return [_support(rng, firm) for firm in everyone for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))]


def _support(rng: Random, firm: Firm) -> Support:
    planned = firm.founded - timedelta(days=rng.randint(20, 330))
    if planned >= FIRST and happens(rng, 60):
        start, service = planned, "démarrage"
    else:
        start = after(rng, firm.since, 0, max(1, (firm.until - firm.since).days - 1))
        young = (start - firm.founded).days < 700  # noqa: PLR2004 - two years
        service = "démarrage" if young and happens(rng, 70) else draw(rng, _SERVICES)
    end = after(rng, start, 60, 500)
    return Support(firm, service, start, end if by_then(end) else None)


def support_rows(rng: Random, all_supports: Sequence[Support]) -> Iterator[Row]:
    """Give the table of supports."""
    for number, support in enumerate(all_supports, start=1):
        yield {
            "no_appui": f"A-{number:04d}",
            "no_entreprise": support.firm.id,
            "service": support.service,
            "debut": support.start.isoformat(),
            "fin": support.end.isoformat() if support.end else "",
            "cout": "" if happens(rng, 8) else str(rng.randint(5, 250) * 100),
        }


def jobs(rng: Random, all_supports: Sequence[Support]) -> Iterator[Row]:
    """Give the table of head counts, each 31 March and 30 September, with its faults at the end."""
    at_risk = {support.firm.number for support in all_supports if support.service == "maintien"}
    helped = {support.firm.number: support.firm for support in all_supports}
    rows = [row for firm in helped.values() for row in _counts(rng, firm, threatened=firm.number in at_risk)]
    yield from rows
    yield rows[2] | {"no_entreprise": "E-902"}
    yield rows[3] | {"date": "30/06/2021", "etp": "-2"}


def _counts(rng: Random, firm: Firm, *, threatened: bool) -> Iterator[Row]:
    quarters = firm.quarters
    for day in _days():
        if firm.founded <= day <= firm.until:
            same = max(0, quarters - rng.randint(0, 1 + quarters // 6))
            lost = quarters // (9 if day.year == PANDEMIC else 18)
            quarters = max(2, quarters + rng.randint(-1 - lost, 2 + quarters // 9))
            yield {
                "no_entreprise": firm.id,
                "date": day.strftime("%d/%m/%Y"),
                "etp": _fte(quarters),
                "etp_menaces": _fte(rng.randint(1, 1 + quarters // 3)) if threatened else "",
                "etp_memes": _fte(min(same, quarters)),
                "etp_residents": _fte(rng.randint(0, quarters)) if happens(rng, 85) else "",
            }


def _days() -> list[date]:
    """Give the days of counting, from the eve of the first fiscal year."""
    springs = [date(year, 3, 31) for year in (*YEARS, EXPORTED.year)]
    return sorted([*springs, *(date(year, 9, 30) for year in YEARS)])


def _fte(quarters: int) -> str:
    """Write quarters of a job as a French number: 9 is 2,25."""
    return f"{quarters // 4},{quarters % 4 * 25:02d}"

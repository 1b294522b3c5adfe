"""The synthetic register's own books: projects, meetings, seats, payments and grants."""

from collections.abc import Iterator
from datetime import date
from random import Random

from examples.register_words import EXPORTED, FIRST, YEARS, Row, after, draw, happens, place

_PROGRAMMES = {
    "Orientation": 26,
    "Formation": 24,
    "Nouveaux entrepreneurs": 12,
    "Placement": 14,
    "Accompagnement": 9,
    "Rétention d’entreprises": 15,
}
_PURPOSES = {"programme": 70, "fonctionnement": 26, "immobilisations": 4}
_ORIGINS = {"fonds propres": 10, "public": 60, "privé": 16, "syndical": 8, "communautaire": 6}
_SECTORS = {"Privé": 6, "Syndical": 4, "Public": 4, "Communautaire": 6, "Citoyens": 5}
_KINDS = {"terrain": 6, "infrastructure": 5, "logement": 7, "équipement": 5, "terrain industriel": 5}
_EVENTS = {"consultation": 55, "représentation": 25, "promotion": 20}


def projects(rng: Random, tracts: tuple[str, ...]) -> Iterator[Row]:
    """Give the table of land, housing and infrastructure projects."""
    for number in range(1, 97):
        kind = draw(rng, _KINDS)
        units = rng.randint(8, 90) if kind == "logement" else 0
        yield {
            "no_projet": f"T-{number:02d}",
            "type": kind,
            "etat": draw(rng, {"prévu": 3, "en cours": 4, "en service": 5}),
            "date_etat": _day(rng).isoformat(),
            "superficie_m2": str(rng.randint(3, 90) * 100) if happens(rng, 85) else "",
            "logements": str(units) if units else "",
            "abordables": str(rng.randint(0, units)) if units else "",
            "secteur": place(rng, tracts),
        }


def engagements(rng: Random) -> Iterator[Row]:
    """Give the table of meetings with their attendance by sector."""
    for number in range(1, 66):
        yield {
            "no_rencontre": f"R-{number:03d}",
            "type": draw(rng, _EVENTS),
            "date": _day(rng).isoformat(),
            "prives": str(rng.randint(0, 12)),
            "syndicats": str(rng.randint(0, 5)),
            "publics": str(rng.randint(0, 9)),
            "communautaires": str(rng.randint(1, 20)),
            "citoyens": str(rng.randint(0, 70)),
        }


def seats(rng: Random) -> Iterator[Row]:
    """Give the table of seats, held for two years and taken again or passed on, with its fault at the end."""
    rows = [row for sector, count in _SECTORS.items() for place_ in range(count) for row in _terms(rng, sector, place_)]
    rows.append(rows[1] | {"depuis": "2022-06-15", "jusqu_a": "2021-06-14"})
    for number, row in enumerate(rows, start=1):
        yield {"no_siege": f"S-{number:03d}"} | row


def _terms(rng: Random, sector: str, place_: int) -> Iterator[Row]:
    year = 2017 + place_ % 2
    while year < EXPORTED.year:
        vacant = happens(rng, 12)
        if not vacant:
            yield {
                "instance": "Conseil" if place_ < 3 else "Comité",  # noqa: PLR2004 - three seats of each sector
                "secteur": sector,
                "genre": draw(rng, {"F": 50, "H": 46, "": 4}),
                "depuis": date(year, 6, 15).isoformat(),
                "jusqu_a": date(year + 2, 6, 14).isoformat(),
            }
        year += 2


def spending(rng: Random) -> Iterator[Row]:
    """Give the table of payments, with its faults at the end."""
    rows = [_payment(rng, year, month) for year in YEARS for month in range(12) for _ in range(rng.randint(9, 14))]
    rows += [rows[7] | {"montant": "mille"}, rows[8] | {"programme": "Divers"}]
    for number, row in enumerate(rows, start=1):
        yield {"no_paiement": f"V-{number:05d}"} | row


def _payment(rng: Random, year: int, month: int) -> Row:
    start = date(year + (month + 3) // 12, (month + 3) % 12 + 1, 1)
    return {
        "programme": draw(rng, _PROGRAMMES),
        "date": after(rng, start, 0, 27).strftime("%d/%m/%Y"),
        "montant": f"{rng.randint(150, 9000)},{rng.randrange(100):02d}",
        "nature": draw(rng, _PURPOSES),
        "fournisseur_local": "oui" if happens(rng, 44) else "non",
    }


def funding(rng: Random) -> Iterator[Row]:
    """Give the table of grants received."""
    number = 0
    for year in YEARS:
        for programme in _PROGRAMMES:
            for _ in range(rng.randint(2, 4)):
                number += 1
                yield {
                    "no_subvention": f"F-{number:03d}",
                    "programme": programme,
                    "date": after(rng, date(year, 4, 1), 0, 360).isoformat(),
                    "montant": str(rng.randint(8, 120) * 1000),
                    "origine": draw(rng, _ORIGINS),
                }


def _day(rng: Random) -> date:
    return after(rng, FIRST, 0, (EXPORTED - FIRST).days)

"""The synthetic register's persons: who they are, what they took part in, and what became of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from examples.register_words import EXPORTED, FIRST, PANDEMIC, YEARS, Row, after, by_then, draw, happens, place, text

# Entries by fiscal year; the pandemic year is thin, and a few have just begun when the register is exported.
_ENTRIES = dict(zip(YEARS, (330, 220, 290, 320, 325), strict=True)) | {2024: 15}
_GENDERS = {"F": 52, "H": 45, "X": 2, "N": 1}
_STATUSES = {"emploi": 15, "chômage": 50, "inactif": 25, "études": 10}
_EDUCATION = {"aucun": 19, "DES": 28, "DEP": 19, "DEC": 17, "BAC": 11, "": 6}
_EQUITY = {"autochtone": 3, "racisé": 24, "arrivant": 18, "handicap": 8}
_SERVICES = {"Carrière": 34, "Formation": 24, "Placement": 18, "Entrepreneuriat": 12, "Accompagnement": 12}
_DAYS = {
    "Carrière": (30, 120),
    "Formation": (90, 300),
    "Placement": (20, 110),
    "Entrepreneuriat": (60, 240),
    "Accompagnement": (40, 200),
}
_EMPLOYED = {"Carrière": 50, "Formation": 61, "Placement": 68, "Entrepreneuriat": 42, "Accompagnement": 33}
_YOUNG = 30
# When those who left are called, in days after the last exit, and how many of a hundred answer.
_CONTACTS = ((120, 330, 82), (390, 600, 64))


@dataclass
class Stay:
    """One participation; without an end it goes on."""

    service: str
    start: date
    end: date | None
    reason: str = ""


@dataclass
class Person:
    """One synthetic person, with her participations in the order of their start."""

    number: int
    born: int
    gender: str
    tract: str
    status: str
    long_term: bool
    education: str
    groups: list[str]
    equity: list[str]
    stays: list[Stay] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The person's number as the register writes it."""
        return f"P-{self.number:04d}"

    @property
    def last_exit(self) -> date | None:
        """The day of the last exit, where none of her participations goes on."""
        ends = [stay.end for stay in self.stays if stay.end]
        return max(ends) if len(ends) == len(self.stays) else None


def people(rng: Random, tracts: Sequence[str]) -> list[Person]:
    """Draw everybody, with what they take part in, by day of entry."""
    days = sorted(_entry(rng, year) for year, count in _ENTRIES.items() for _ in range(count))
    return [_person(rng, number, day, tuple(tracts)) for number, day in enumerate(days, start=1)]


def _entry(rng: Random, year: int) -> date:
    start = date(year, FIRST.month, FIRST.day)
    return after(rng, start, 0, min(364, (EXPORTED - start).days))


def _person(rng: Random, number: int, day: date, tracts: tuple[str, ...]) -> Person:
    age = min(rng.randint(17, 66), rng.randint(17, 66))
    status, stays = draw(rng, _STATUSES), _stays(rng, day)
    return Person(
        number=number,
        born=day.year - age,
        gender=draw(rng, _GENDERS),
        tract=place(rng, tracts),
        status=status,
        long_term=status == "chômage" and happens(rng, 35),
        education=draw(rng, _EDUCATION),
        groups=_groups(rng, age, status, stays),
        equity=[word for word, percent in _EQUITY.items() if happens(rng, percent)],
        stays=stays,
    )


def _groups(rng: Random, age: int, status: str, stays: list[Stay]) -> list[str]:
    enterprising = any(stay.service == "Entrepreneuriat" for stay in stays) or happens(rng, 6)
    likely = {
        "sans emploi": status == "chômage",
        "jeune": age < _YOUNG,
        "futur entrepreneur": enterprising,
        "commerçant": status == "emploi" and happens(rng, 30),
        "milieu communautaire": happens(rng, 7),
    }
    return [word for word, holds in likely.items() if holds]


def _stays(rng: Random, day: date) -> list[Stay]:
    """Draw a first participation, for some a second beside it, for fewer a return to the first years later."""
    first = _stay(rng, draw(rng, _SERVICES), day)
    stays = [first]
    if happens(rng, 38):
        stays.append(_stay(rng, draw(rng, _SERVICES), after(rng, day, 0, 120)))
    if first.end and happens(rng, 12):
        stays.append(_stay(rng, first.service, after(rng, first.end, 100, 700)))
    return sorted((stay for stay in stays if by_then(stay.start)), key=lambda stay: stay.start)


def _stay(rng: Random, service: str, start: date) -> Stay:
    end = after(rng, start, *_DAYS[service])
    reason = draw(rng, {"terminé": 60, "en emploi": 17, "abandon": 20, "exclu": 3})
    return Stay(service, start, end, reason) if by_then(end) else Stay(service, start, None)


def persons(everybody: Sequence[Person]) -> Iterator[Row]:
    """Give the table of persons, with its faults at the end."""
    rows = [_person_row(person) for person in everybody]
    yield from rows
    yield rows[10] | {"no_participant": "P-9001", "genre": "?"}
    yield rows[20] | {"no_participant": "P-9002", "annee_naissance": "85"}
    yield rows[30]


def _person_row(person: Person) -> Row:
    return {
        "no_participant": person.id,
        "annee_naissance": "" if person.number % 40 == 0 else str(person.born),
        "genre": person.gender,
        "secteur_recensement": person.tract,
        "statut_entree": person.status,
        "chomage_longue_duree": "oui" if person.long_term else "non",
        "scolarite": person.education,
        "groupes_cibles": " | ".join(person.groups),
        "groupes_equite": " | ".join(person.equity),
    }


def participations(rng: Random, everybody: Sequence[Person]) -> Iterator[Row]:
    """Give the table of participations, with its faults at the end."""
    rows = [_stay_row(rng, person, stay) for person in everybody for stay in person.stays]
    rows += [rows[5] | {"no_participant": "P-8001"}, rows[6] | {"date_fin": "01/01/2015", "motif": "abandon"}]
    for number, row in enumerate(rows, start=1):
        yield {"no_dossier": f"D-{number:05d}"} | row


def _stay_row(rng: Random, person: Person, stay: Stay) -> Row:
    hours = f"{rng.randint(4, 300)},{rng.choice('05')}"
    return {
        "no_participant": person.id,
        "volet": stay.service,
        "date_debut": text(stay.start),
        "date_fin": text(stay.end),
        "motif": stay.reason,
        "heures": "" if happens(rng, 10) else hours,
        "en_formation": "oui" if stay.service == "Formation" or happens(rng, 15) else "non",
    }


def outcomes(rng: Random, everybody: Sequence[Person]) -> Iterator[Row]:
    """Give the table of outcomes by person and day, with its faults at the end."""
    rows = [row for person in everybody for row in _events(rng, person)]
    yield from rows
    yield _event(everybody[3], everybody[3].stays[0].start - timedelta(days=400), "début emploi")
    yield rows[8] | {"evenement": "rumeur"}


def _events(rng: Random, person: Person) -> list[Row]:
    """Draw what is known of a person: learning on the way, a job around the last exit, and contacts after it."""
    rows = [row for stay in person.stays for row in _learning(rng, person, stay)]
    leaving = person.last_exit
    if leaving is None:
        return rows
    if happens(rng, _chance(person, leaving)):
        rows += _job(rng, person, leaving)
    for least, most, percent in _CONTACTS:
        contact = after(rng, leaving, least, most)
        if happens(rng, percent) and by_then(contact):
            rows.append(_event(person, contact, "dernier contact"))
    return rows


def _chance(person: Person, leaving: date) -> int:
    hard = 12 if person.long_term else 0
    closed = 14 if leaving.year == PANDEMIC else 0
    return _EMPLOYED[person.stays[-1].service] - hard - closed


def _learning(rng: Random, person: Person, stay: Stay) -> Iterator[Row]:
    if stay.end and stay.service == "Formation":
        gain, credential = after(rng, stay.start, 20, 80), after(rng, stay.end, 0, 200)
        if happens(rng, 55) and gain <= stay.end:
            yield _event(person, gain, "progrès")
        if happens(rng, 58) and by_then(credential):
            yield _event(person, credential, "diplôme")


def _job(rng: Random, person: Person, leaving: date) -> list[Row]:
    start = max(after(rng, leaving, -25, 150), person.stays[0].start)
    employer = f"E-{rng.randint(1, 220):03d}" if happens(rng, 40) else f"X-{rng.randint(1, 900):03d}"
    end = after(rng, start, 40, 800)
    rows = [_event(person, start, "début emploi", employer, rng)]
    if happens(rng, 27):
        rows.append(_event(person, end, "fin emploi", employer))
    return [row for row, day in zip(rows, (start, end), strict=False) if by_then(day)]


def _event(person: Person, day: date, kind: str, employer: str = "", rng: Random | None = None) -> Row:
    paid = rng is not None and kind == "début emploi"
    return {
        "no_participant": person.id,
        "date": day.isoformat(),
        "evenement": kind,
        "no_employeur": employer,
        "gains_trimestre": str(rng.randint(45, 145) * 100) if rng and paid else "",
        "heures_semaine": str(rng.choice((20, 28, 35, 37, 40))) if rng and paid else "",
        "permanent": ("oui" if happens(rng, 60) else "non") if rng and paid else "",
    }

"""The CensusMapper vector ids of each census, by what they count: they and their universes differ by census."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

REFERENCE_DAYS: Mapping[str, date] = MappingProxyType(
    {"2011": date(2011, 5, 10), "2016": date(2016, 5, 10), "2021": date(2021, 5, 11)}
)
Three = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vectors:
    """The vectors of one census; `short` and `long` are what ids of the short and of the long form begin with.

    `ages` are five-year groups from 0 to 4 up to 85 and over; men and women follow each by one and by two. `(%)` are
    published rates, `($)` a published average.
    """

    short: str
    long: str
    ages: tuple[int, ...]
    in_couple: int
    never_married: int
    separated_divorced_widowed: Three
    languages: tuple[int, int, int, int, int]  # everyone, English only, French only, both, neither
    dwellings: Three  # all types, single-detached, apartments of five storeys or more
    labour: Three  # employed, unemployed, not in the labour force
    occupations: tuple[int, ...]  # categories 0 and 2 to 9
    commute: tuple[int, int, int, int, int, int]  # car as driver, as passenger, transit, on foot, bicycle, other
    origin: Three  # non-immigrants, immigrants, non-permanent residents
    tenants: int
    tenants_subsidised: int  # (%)
    tenants_spending_30: int  # (%)
    tenants_costs: int  # ($)
    owners_spending_30: int  # (%)
    no_certificate: int  # this and the next three: ages 25 to 64
    below_bachelor: Three  # trades, college, university below bachelor
    secondary: int | None = None
    bachelor: int | None = None
    low_income: int  # LIM-AT (%)
    low_income_base: int
    low_income_base_is_long: bool = False
    first_income: int | None = None  # of sixteen bins of after-tax household income
    times: tuple[int, int, int, int, int] | None = None  # minutes: under 15, under 30, under 45, under 60, more
    visible: tuple[int, int] | None = None  # of a visible minority, and not


# `No certificate` and the five vectors after it are, in 2011 and 2016, those of ages 25 to 64 in private households: in
# the City of Montréal they add up to 96 % and 99 % of all residents of that age, and to 68 % of those aged 15 and over.
_2011 = Vectors(
    short="v_CA11F",
    long="v_CA11N",
    ages=(8, 11, 14, 17, 35, 38, 41, 44, 47, 50, 53, 56, 59, 62, 65, 68, 71, 74),
    in_couple=86,
    never_married=98,
    separated_divorced_widowed=(101, 104, 107),
    languages=(551, 554, 557, 560, 563),
    dwellings=(199, 200, 201),
    labour=(1993, 1996, 1999),
    occupations=(2035, 2041, 2044, 2047, 2050, 2053, 2056, 2059, 2062),
    commute=(2194, 2197, 2200, 2203, 2206, 2209),
    origin=(19, 22, 46),
    tenants=2288,
    tenants_subsidised=2289,
    tenants_spending_30=2290,
    tenants_costs=2292,
    owners_spending_30=2283,
    no_certificate=1804,
    secondary=1807,
    below_bachelor=(1813, 1816, 1819),
    bachelor=1822,
    low_income=2606,
    low_income_base=551,
    # No incomes: where the survey gives 0 for small counts, 15 % of the city's households are missing from the bins.
)
_2016 = Vectors(
    short="v_CA16",
    long="v_CA16",
    ages=(7, 25, 43, 64, 82, 100, 118, 136, 154, 172, 190, 208, 226, 247, 265, 283, 301, 319),
    in_couple=454,
    never_married=466,
    separated_divorced_widowed=(469, 472, 475),
    languages=(512, 515, 518, 521, 524),
    dwellings=(408, 409, 410),
    labour=(5603, 5606, 5609),
    occupations=(5663, 5669, 5672, 5675, 5678, 5681, 5684, 5687, 5690),
    commute=(5795, 5798, 5801, 5804, 5807, 5810),
    origin=(3408, 3411, 3435),
    tenants=4897,
    tenants_subsidised=4898,
    tenants_spending_30=4899,
    tenants_costs=4901,
    owners_spending_30=4892,
    no_certificate=5099,
    secondary=5102,
    below_bachelor=(5108, 5117, 5120),
    bachelor=5123,
    low_income=2540,
    low_income_base=512,
    first_income=2427,
    times=(5816, 5819, 5822, 5825, 5828),
    visible=(3957, 3996),
)
# v_CA21_5817 and v_CA21_5820 are of ages 15 and over: another universe, not used. Of ages 25 to 64 the extracts give
# neither the total nor the levels of secondary school and of bachelor and above.
_2021 = Vectors(
    short="v_CA21",
    long="v_CA21",
    ages=(14, 32, 50, 71, 89, 107, 125, 143, 161, 179, 197, 215, 233, 254, 272, 290, 308, 326),
    in_couple=456,
    never_married=480,
    separated_divorced_widowed=(483, 486, 489),
    languages=(1144, 1147, 1150, 1153, 1156),
    dwellings=(434, 435, 440),
    labour=(6498, 6501, 6504),
    occupations=(6570, 6576, 6579, 6582, 6585, 6588, 6591, 6594, 6597),
    commute=(7638, 7641, 7644, 7647, 7650, 7653),
    origin=(4407, 4410, 4434),
    tenants=4313,
    tenants_subsidised=4314,
    tenants_spending_30=4315,
    tenants_costs=4318,
    owners_spending_30=4307,
    no_certificate=5868,
    below_bachelor=(5880, 5889, 5892),
    low_income=1040,
    low_income_base=5670,
    low_income_base_is_long=True,
    first_income=945,
    times=(7659, 7662, 7665, 7668, 7671),
    visible=(4875, 4914),
)
VECTORS: Mapping[str, Vectors] = MappingProxyType({"2011": _2011, "2016": _2016, "2021": _2021})

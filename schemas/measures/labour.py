"""Measures of the Labour Force Survey and of business openings and closures."""

from schemas.measures.model import Measure
from schemas.vocabulary import Aggregation, Text, Unit

LFS_ADULTS = "civilians aged 15 and over outside institutions"
BUSINESSES = "business-sector establishments with employees"

EMPLOYMENT = (
    Measure(
        "lfs_population",
        Text("Population 15 and over (Labour Force Survey)", "Population de 15 ans et plus (EPA)"),
        Unit.PERSONS,
        LFS_ADULTS,
    ),
    Measure(
        "lfs_unemployed",
        Text("Unemployed (Labour Force Survey)", "Chômeurs (EPA)"),
        Unit.PERSONS,
        LFS_ADULTS,
    ),
    Measure(
        "lfs_unemployment_rate",
        Text("Published unemployment rate (Labour Force Survey)", "Taux de chômage publié (EPA)"),
        Unit.PERCENT,
        LFS_ADULTS,
        Aggregation.NOT_ADDITIVE,
    ),
    Measure(
        "lfs_employment_rate",
        Text("Published employment rate (Labour Force Survey)", "Taux d’emploi publié (EPA)"),
        Unit.PERCENT,
        LFS_ADULTS,
        Aggregation.NOT_ADDITIVE,
    ),
    Measure("active_businesses", Text("Active businesses", "Entreprises actives"), Unit.ENTERPRISES, BUSINESSES),
    Measure("opening_businesses", Text("Opening businesses", "Ouvertures d’entreprises"), Unit.ENTERPRISES, BUSINESSES),
    Measure("closing_businesses", Text("Closing businesses", "Fermetures d’entreprises"), Unit.ENTERPRISES, BUSINESSES),
)

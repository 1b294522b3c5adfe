"""How far residents of low income live apart from others within a place."""

import numpy as np
import polars as pl

from indicators.found import matrix, over_areas
from indicators.methods.segregation import dissimilarity


def low_income_dissimilarity(areas: pl.DataFrame) -> pl.DataFrame:
    """Return the dissimilarity, 0 to 1, of residents of low income and others over the areas of each place.

    Areas without a published rate are left out: who lives there is told beside the figure. Both counts are rounded by
    themselves, so that where all are of low income there may be a few more of them than residents, and no others.
    """
    low, everyone = np.nan_to_num(matrix(areas, ["low_income_persons", "low_income_base"])).T
    known = areas.select(pl.col("low_income_persons").is_not_null()).to_series().to_numpy()
    return over_areas(areas, low, np.where(known, np.maximum(everyone - low, 0), 0), dissimilarity)

"""Other people's libraries and our methods give the same figures where they compute the same quantity.

The peers bring pandas; they are imported here only, and what they warn about is filtered by its message.
"""

from types import ModuleType

import numpy as np
import polars as pl
import pytest

from indicators.methods import bins, inequality, intervals, margins, survival

DRAWS = np.random.default_rng(20_26)
INCOMES = DRAWS.lognormal(10.5, 0.8, 400)
REGIONS = DRAWS.integers(0, 7, 400)
DURATIONS = DRAWS.exponential(400, 300).round() + 1
EVENTS = DRAWS.integers(0, 2, 300)
ENTRIES = np.floor(DURATIONS * DRAWS.uniform(0, 0.6, 300))


@pytest.fixture(scope="module")
def pysal() -> ModuleType:
    pytest.importorskip("libpysal")
    module: ModuleType = pytest.importorskip("inequality")
    return module


@pytest.fixture(scope="module")
def lifelines() -> ModuleType:
    module: ModuleType = pytest.importorskip("lifelines")
    return module


@pytest.fixture(scope="module")
def aggregator() -> ModuleType:
    module: ModuleType = pytest.importorskip("census_data_aggregator")
    return module


def test_gini_theil_atkinson_and_wolfson_agree_with_pysal(pysal: ModuleType) -> None:
    assert inequality.gini(INCOMES) == pytest.approx(pysal.gini.Gini(INCOMES).g, rel=1e-12)
    assert inequality.theil_t(INCOMES) == pytest.approx(pysal.theil.Theil(INCOMES).T, rel=1e-12)
    assert inequality.wolfson(INCOMES) == pytest.approx(pysal.wolfson.wolfson(INCOMES), rel=1e-12)
    for epsilon in (0.5, 1, 2):
        ours = inequality.atkinson(INCOMES, epsilon)
        assert ours == pytest.approx(pysal.atkinson.atkinson(INCOMES, epsilon), rel=1e-12)


def test_wolfson_of_an_odd_number_agrees_with_pysal(pysal: ModuleType) -> None:
    odd = INCOMES[:41]
    assert inequality.wolfson(odd) == pytest.approx(pysal.wolfson.wolfson(odd), rel=1e-12)


def test_theil_between_and_within_agree_with_pysal(pysal: ModuleType) -> None:
    theirs = pysal.theil.TheilD(INCOMES, REGIONS)
    ours = inequality.theil_t_decomposition(INCOMES, REGIONS)
    assert ours.between == pytest.approx(theirs.bg.item(), rel=1e-10)
    assert ours.within == pytest.approx(theirs.wg.item(), rel=1e-10)


@pytest.mark.parametrize("entries", [None, ENTRIES], ids=["from the start", "delayed entry"])
def test_retention_curve_and_log_log_bounds_agree_with_lifelines(
    lifelines: ModuleType, entries: np.ndarray | None
) -> None:
    theirs = lifelines.KaplanMeierFitter().fit(DURATIONS, EVENTS, entry=entries)
    ours = survival.kaplan_meier(DURATIONS, EVENTS, entries)
    at = theirs.survival_function_.index.isin(ours.time)
    assert ours.survival == pytest.approx(theirs.survival_function_.to_numpy()[at, 0], rel=1e-9)
    bounds = theirs.confidence_interval_.to_numpy()[at]
    inside = (ours.survival > 0) & (ours.survival < 1)
    assert ours.low[inside] == pytest.approx(bounds[inside, 0], rel=1e-9)
    assert ours.high[inside] == pytest.approx(bounds[inside, 1], rel=1e-9)


@pytest.mark.filterwarnings("ignore:Starting with pandas version 4.0")
def test_log_rank_agrees_with_lifelines_for_two_and_for_seven_groups(lifelines: ModuleType) -> None:
    multivariate = pytest.importorskip("lifelines.statistics").multivariate_logrank_test
    for groups in (REGIONS[:300] % 2, REGIONS[:300]):
        theirs = multivariate(DURATIONS, groups, EVENTS)
        ours = survival.log_rank(DURATIONS, EVENTS, groups)
        assert ours.statistic == pytest.approx(theirs.test_statistic, rel=1e-9)
        assert ours.p_value == pytest.approx(theirs.p_value, rel=1e-9)


def test_retention_curve_is_the_one_that_statsmodels_fits() -> None:
    survfunc = pytest.importorskip("statsmodels.duration.survfunc")
    theirs = survfunc.SurvfuncRight(DURATIONS, EVENTS, entry=ENTRIES)
    ours = survival.kaplan_meier(DURATIONS, EVENTS, ENTRIES)
    assert ours.survival == pytest.approx(theirs.surv_prob)
    assert ours.se == pytest.approx(theirs.surv_prob_se, nan_ok=True)


@pytest.mark.parametrize(("successes", "trials"), [(0, 9), (4, 19), (15, 148), (148, 148)])
def test_wilson_agrees_with_scipy(successes: int, trials: int) -> None:
    from scipy import stats  # noqa: PLC0415 - a second to import, in each worker

    theirs = stats.binomtest(successes, trials).proportion_ci(0.95, method="wilson")
    ours = intervals.wilson(successes, trials)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_margins_of_error_agree_with_the_census_aggregator(aggregator: ModuleType) -> None:
    one, two = (226_840, 5_556), (203_119, 5_070)
    assert margins.ratio_moe(*one, *two) == pytest.approx(aggregator.approximate_ratio(one, two)[1])
    assert margins.proportion_moe(*two, *one) == pytest.approx(aggregator.approximate_proportion(two, one)[1])
    assert margins.product_moe(*one, *two) == pytest.approx(aggregator.approximate_product(one, two)[1])
    assert margins.percent_change_moe(*two, *one) == pytest.approx(aggregator.approximate_percentchange(two, one)[1])


def test_of_several_zero_estimates_only_the_largest_margin_counts_as_in_the_aggregator(aggregator: ModuleType) -> None:
    pairs = [(36, 56), (0, 25), (0, 28), (0, 31)]
    estimates, moes = zip(*pairs, strict=True)
    assert margins.sum_moe(estimates, moes) == pytest.approx(aggregator.approximate_sum(*pairs)[1])
    assert margins.sum_moe(estimates, moes) == pytest.approx(np.hypot(56, 31))


def test_where_the_aggregator_gives_up_on_a_negative_radicand_we_take_the_ratio(aggregator: ModuleType) -> None:
    part, whole = (50, 5), (60, 20)
    with pytest.raises(aggregator.DataError):
        aggregator.approximate_proportion(part, whole)
    assert margins.proportion_moe(*part, *whole) == pytest.approx(aggregator.approximate_ratio(part, whole)[1])


def test_binned_medians_agree_with_the_aggregator_when_given_its_bins(aggregator: ModuleType) -> None:
    lower = np.arange(0, 100_000, 5_000)
    counts = np.histogram(INCOMES, bins=np.append(lower, 1e9))[0]
    upper = np.append(lower[1:] - 1, 250_000)
    listed = [{"min": low, "max": high, "n": n} for low, high, n in zip(lower, upper, counts, strict=True)]
    theirs = aggregator.approximate_median(listed, sampling_percentage=25)
    assert bins.median(counts, lower, upper) == pytest.approx(theirs[0])
    half_open = np.append(lower[1:], 250_000)
    assert bins.median_moe(counts, lower, half_open, 25) == pytest.approx(theirs[1])


def test_polars_columns_and_their_nulls_are_read_as_they_are() -> None:
    incomes = pl.Series(INCOMES)
    assert inequality.gini(incomes) == inequality.gini(INCOMES)
    assert np.isnan(inequality.gini(pl.Series([1.0, None, 3.0])))

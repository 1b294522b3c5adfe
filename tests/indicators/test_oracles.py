"""Every published worked example, run through our methods: each with its own source and tolerance.

Where our convention differs from the source, the runner says so and reproduces the source; the tests below the runners
pin the size of the difference.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from indicators.methods import (
    bins,
    business,
    change,
    commuting,
    concentration,
    deprivation,
    inequality,
    intervals,
    margins,
    money,
    rounding,
    shiftshare,
    survival,
    targeting,
)
from indicators.methods.values import Estimate

Inputs = dict[str, Any]
Runner = Callable[[Inputs], object]
RUNNERS: dict[str, Runner] = {}
WITHOUT_INPUTS = {"gini_spec_goettingen": "lq_goettingen_2017"}
"""Oracles whose inputs are those of another one that the file does not hold: nothing can be computed from them.

Göttingen's 15 sections of 2017 are published with the R package REAT as a binary file (data/Goettingen.rda); its manual
and its examples give results (0.359852), never the employees behind them.
"""


def runs(*names: str) -> Callable[[Runner], Runner]:
    def register(runner: Runner) -> Runner:
        RUNNERS.update(dict.fromkeys(names, runner))
        return runner

    return register


@pytest.fixture(scope="module")
def oracles(shared_data: Path) -> dict[str, dict[str, Any]]:
    listed = json.loads((shared_data / "oracles.json").read_text("utf-8"))["oracles"]
    return {oracle["id"]: oracle for oracle in listed}


@runs("moe_sum_handbook", "moe_sum_under5", "moe_denominator_sum")
def _sum(inputs: Inputs) -> object:
    estimates, moes = np.array(inputs["components_est_moe"], dtype=float).T
    return estimates.sum(), margins.sum_moe(estimates, moes)


@runs("moe_proportion_handbook")
def _proportion(inputs: Inputs) -> object:
    (part, part_moe), (whole, whole_moe) = inputs["num"], inputs["den"]
    return part / whole, margins.proportion_moe(part, part_moe, whole, whole_moe)


@runs("moe_product_handbook")
def _product(inputs: Inputs) -> object:
    return inputs["a"][0] * inputs["b"][0], margins.product_moe(*inputs["a"], *inputs["b"])


@runs("moe_to_se_cv")
def _se_and_cv(inputs: Inputs) -> object:
    cv = margins.coefficient_of_variation(inputs["est"], inputs["moe90"])
    return {"se": margins.standard_error(inputs["moe90"]), "cv_pct": cv}


@runs("median_binned_la_1yr", "median_binned_la_5yr")
def _binned_median(inputs: Inputs) -> object:
    # The source takes bins up to 9,999 for the median but up to 10,000 for its margin of error; ours are half-open.
    lower, inclusive, half_open = _edges(inputs)
    moe = bins.median_moe(inputs["n"], lower, half_open, inputs["sampling_percentage"], inputs["design_factor"])
    return bins.median(inputs["n"], lower, inclusive), moe


@runs("wilson_15_148", "wilson_1_29", "wilson_4_19")
def _wilson(inputs: Inputs) -> object:
    interval = intervals.wilson(inputs["k"], inputs["n"], inputs.get("level", 0.95))
    return interval.low, interval.high


@runs("newcombe_diff_56_70_48_80")
def _newcombe(inputs: Inputs) -> object:
    (k, n), (other_k, other_n) = inputs["a"], inputs["b"]
    interval = intervals.newcombe(k, n, other_k, other_n)
    return k / n - other_k / other_n, interval.low, interval.high


@runs("lfs_unemployment_change")
def _labour_force_change(inputs: Inputs) -> object:
    before, after, se = (np.array(inputs[name]) for name in ("before", "after", "published_se_of_change"))
    moved = change.difference(Estimate(after, se), Estimate(before, np.zeros(3)))
    return {"change": moved.value, "pct": change.percent_change(before, after)}


@runs("shiftshare_dunn_A", "shiftshare_dunn_B", "shiftshare_dunn_C")
def _classic(inputs: Inputs) -> object:
    effects = shiftshare.shift_share(*_jobs(inputs))
    named = {name: shiftshare.summed(getattr(effects, name)) for name in ("national", "mix", "regional")}
    return {"growth": sum(inputs["region_t1"]) - sum(inputs["region_t0"]), **named}


@runs("shiftshare_esteban_A", "shiftshare_esteban_B")
def _esteban(inputs: Inputs) -> object:
    effects = shiftshare.esteban_marquillas(*_jobs(inputs))
    names = ("national", "mix", "regional", "allocation")
    named = {name: shiftshare.summed(getattr(effects, name)) for name in names}
    return {"growth": sum(inputs["region_t1"]) - sum(inputs["region_t0"]), **named}


@runs("lq_farhauer")
def _quotient(inputs: Inputs) -> object:
    return concentration.location_quotient(inputs["e_ij"], inputs["e_j"], inputs["e_i"], inputs["e"])


@runs("lq_matrix_econgeo")
def _quotients(inputs: Inputs) -> object:
    jobs = np.array(inputs["regions_x_industries"], dtype=float)
    return concentration.location_quotient(jobs, jobs.sum(axis=1, keepdims=True), jobs.sum(axis=0), jobs.sum())


@runs("krugman_max")
def _krugman(inputs: Inputs) -> object:
    return concentration.krugman(inputs["a"], inputs["b"])


@runs("gini_spec_farhauer")
def _specialisation(inputs: Inputs) -> object:
    return concentration.specialisation_gini(inputs["e_ij"], inputs["e_i"])


@runs("gini_spec_freiburg_2014", "gini_spec_goettingen")
def _specialisation_of_region(inputs: Inputs) -> object:
    return concentration.specialisation_gini(inputs["region"], inputs["nation"])


@runs("hhi_doersam")
def _herfindahl(inputs: Inputs) -> object:
    return {
        "hhi": concentration.herfindahl(inputs["x"]),
        "normalised": concentration.herfindahl_normalised(inputs["x"]),
        "equivalent": concentration.equivalent_number(inputs["x"]),
    }


@runs("hhi_ineq")
def _herfindahl_alone(inputs: Inputs) -> object:
    return concentration.herfindahl(inputs["x"])


@runs("econgeo_diversity")
def _diversity(inputs: Inputs) -> object:
    jobs = np.array(inputs["regions_x_industries"], dtype=float)
    everywhere = jobs.sum(axis=0)
    return {
        "hhi": concentration.herfindahl(jobs),
        "hachman": concentration.hachman(jobs, everywhere),
        "krugman": concentration.krugman(jobs, everywhere),
    }


@runs("econgeo_shannon")
def _entropy_in_bits(inputs: Inputs) -> object:
    # The source works in bits, adds 1e-9 to each share and rounds; our entropy is in nats unless bits are asked for.
    return concentration.shannon(inputs["regions_x_industries"], unit="bits")


@runs("gini_doersam")
def _gini_and_normalised(inputs: Inputs) -> object:
    return {
        "gini": inequality.gini(inputs["x"]),
        "normalised": inequality.gini(inputs["x"], small_sample=True),
    }


@runs("gini_german_gdp")
def _gini(inputs: Inputs) -> object:
    return inequality.gini(inputs["x"])


@runs("atkinson_ineq")
def _atkinson(inputs: Inputs) -> object:
    return inequality.atkinson(inputs["x"], inputs["epsilon"])


@runs("atkinson_pysal")
def _atkinsons(inputs: Inputs) -> object:
    return [inequality.atkinson(inputs["x"], epsilon) for epsilon in inputs["epsilon"]]


@runs("theil_L_stoermann")
def _theil_l(inputs: Inputs) -> object:
    # REAT calls this one `theil`; ours are named for the formula.
    return inequality.theil_l(inputs["x"])


@runs("theil_T_same_data")
def _theil_t(inputs: Inputs) -> object:
    return inequality.theil_t(inputs["x"])


@runs("wolfson_polarisation")
def _wolfson(inputs: Inputs) -> object:
    return [inequality.wolfson(inputs[name]) for name in ("x1", "x2")]


@runs("hoover_econgeo")
def _hoover(inputs: Inputs) -> object:
    # The source gives Hoover's index in percent, ours is a fraction; its Hoover Gini is a Gini weighted by population.
    industry, population = np.array(inputs["ind"]), np.array(inputs["pop"])
    return {
        "hoover_pct": 100 * concentration.hoover(industry, population),
        "hoover_gini": inequality.gini(industry / population, population),
    }


@runs("lim_at_prevalence_2005_2015")
def _prevalence(inputs: Inputs) -> object:
    # The published change is that of the rounded rates; ours keeps all digits (see the test of the difference).
    rates = _low_income_rates(inputs).round(1)
    return np.column_stack([rates, rates[:, 1] - rates[:, 0]])


@runs("lim_at_thresholds_2015")
def _lines(inputs: Inputs) -> object:
    return [deprivation.low_income_line(inputs["one_person"], size) for size in inputs["sizes"]]


@runs("entropy_elbers")
def _entropy(inputs: Inputs) -> object:
    equal, unequal = inputs["n"]
    return {
        "nats_equal": concentration.shannon(equal),
        "bits_equal": concentration.shannon(equal, unit="bits"),
        "nats_10_30": concentration.shannon(unequal),
    }


@runs("concentration_index_india")
def _concentration(inputs: Inputs) -> object:
    births, rates = inputs["births_by_wealth_quintile_poorest_first"], inputs["u5mr_per_1000"]
    return targeting.concentration_index(rates, range(5), births)


@runs("km_aml_maintained")
def _maintained(inputs: Inputs) -> object:
    # R's survfit gives log bounds by default; ours are log-log unless asked otherwise.
    curve = survival.kaplan_meier(inputs["time"], inputs["event"], bounds="log")
    named = {"time": curve.time, "n_risk": curve.at_risk, "n_event": curve.events, "surv": curve.survival}
    return named | {"se": curve.se, "lower_log": curve.low, "upper_log": curve.high}


@runs("km_loglog_g3_control")
def _control(inputs: Inputs) -> object:
    curve = survival.kaplan_meier(inputs["time"], inputs["event"])
    return {"surv": curve.survival, "lower": curve.low, "upper": curve.high}


@runs("cpi_annual_average")
def _averages(inputs: Inputs) -> object:
    return {year: money.annual_average(months) for year, months in inputs["monthly"].items()}


@runs("cpi_deflate")
def _deflated(inputs: Inputs) -> object:
    then, base = (inputs["cpi"][str(inputs[name])] for name in ("from_year", "to_year"))
    return money.constant_dollars(inputs["amount"], then, base)


@runs("reso_population_change")
def _population_change(inputs: Inputs) -> object:
    pairs = (("2001", "2006"), ("2006", "2009"))
    return {f"{first}_{then}": change.percent_change(inputs[first], inputs[then]) for first, then in pairs}


@runs("seed_decline_and_recovery")
def _recovery(inputs: Inputs) -> object:
    peak, trough, now = inputs["peak_1950"], inputs["trough_1988"], inputs["now_2009"]
    return {
        "loss": peak - trough,
        "loss_pct": -_known(change.percent_change(peak, trough)),
        "recovered_pct": 100 * _known(change.recovery_share(peak, trough, now)),
    }


@runs("business_birth_death_2019")
def _business(inputs: Inputs) -> object:
    rates = {name: business.event_rate(inputs[name], inputs["active"]) for name in ("births", "deaths")}
    return {"birth_rate": 100 * _known(rates["births"]), "death_rate": 100 * _known(rates["deaths"])}


@runs("commuting_matrix_toy")
def _commuting(inputs: Inputs) -> object:
    return vars(commuting.commuting(inputs["flows_residence_rows_work_columns"]))


@runs("pareto_median_toy")
def _pareto(inputs: Inputs) -> object:
    lower, upper = inputs["lower"], inputs["upper"]
    above_lower, above_upper = inputs["share_at_or_above_lower"], inputs["share_at_or_above_upper"]
    counts = [1 - above_lower, above_lower - above_upper, above_upper]
    return bins.median(counts, [0, lower, upper], [lower, upper, np.inf], pareto_above=2_500)


@runs("survival_rate_cohort_toy")
def _cohort(inputs: Inputs) -> object:
    active = inputs["still_active"].values()
    return {
        f"{age}y": business.survival_rate(alive, inputs["births_2018"]) for age, alive in enumerate(active, start=1)
    }


def test_every_oracle_has_a_runner_and_every_runner_an_oracle(oracles: dict[str, dict[str, Any]]) -> None:
    assert set(RUNNERS) == set(oracles)
    assert len(oracles) == 50


def test_only_the_oracles_named_here_lack_their_inputs(oracles: dict[str, dict[str, Any]]) -> None:
    references = {name: oracle["inputs"].get("same_inputs_as") for name, oracle in oracles.items()}
    assert {name: other for name, other in references.items() if other and other not in oracles} == WITHOUT_INPUTS


@pytest.mark.parametrize("name", sorted(RUNNERS))
def test_oracle(name: str, oracles: dict[str, dict[str, Any]]) -> None:
    oracle = oracles[name]
    inputs = oracle["inputs"]
    if "same_inputs_as" in inputs:
        if inputs["same_inputs_as"] not in oracles:
            pytest.skip(f"{name} cannot be run: its inputs, those of {inputs['same_inputs_as']}, are not in the file")
        inputs = oracles[inputs["same_inputs_as"]]["inputs"]
    found, expected = _flat(RUNNERS[name](inputs)), _flat(oracle["expected"])
    told = f"{oracle['indicator']}, source {oracle['source']}, tolerance {oracle['tolerance']}"
    assert found == pytest.approx(expected, abs=oracle["tolerance"], rel=0), told


@pytest.mark.parametrize("name", ["median_binned_la_1yr", "median_binned_la_5yr"])
def test_our_half_open_bins_move_a_published_median_by_one_part_in_the_bins_width(
    name: str, oracles: dict[str, dict[str, Any]]
) -> None:
    inputs, published = oracles[name]["inputs"], oracles[name]["expected"][0]
    lower, inclusive, half_open = _edges(inputs)
    ours = float(bins.median(inputs["n"], lower, half_open))
    held = int(np.searchsorted(lower, published)) - 1
    widths = (half_open[held] - lower[held]) / (inclusive[held] - lower[held])
    assert (ours - lower[held]) / (published - lower[held]) == pytest.approx(widths)
    assert 0 < ours - published < 1


def test_our_change_in_low_income_keeps_the_digits_that_the_published_one_rounds_away(
    oracles: dict[str, dict[str, Any]],
) -> None:
    oracle = oracles["lim_at_prevalence_2005_2015"]
    rates = _low_income_rates(oracle["inputs"])
    published = np.array(oracle["expected"])[:, 2]
    away = np.abs(rates[:, 1] - rates[:, 0] - published)
    assert away.max() <= 0.1 + 1e-9
    assert away.max() > oracle["tolerance"]


def test_a_published_fall_of_a_sixth_in_unemployment_is_no_clear_change(oracles: dict[str, dict[str, Any]]) -> None:
    inputs = oracles["lfs_unemployment_change"]["inputs"]
    changes = zip(inputs["before"], inputs["after"], inputs["published_se_of_change"], strict=True)
    assert [change.is_clear(Estimate(after - before, se)) for before, after, se in changes] == [False, False, False]


def test_log_log_bounds_of_the_same_curve_differ_from_rs_default(oracles: dict[str, dict[str, Any]]) -> None:
    oracle = oracles["km_aml_maintained"]
    curve = survival.kaplan_meier(oracle["inputs"]["time"], oracle["inputs"]["event"])
    assert list(curve.survival) == pytest.approx(oracle["expected"]["surv"], abs=oracle["tolerance"])
    assert curve.high[0] < 1 == oracle["expected"]["upper_log"][0]
    assert (curve.low < np.array(oracle["expected"]["lower_log"])).all()


def test_published_low_income_counts_bear_their_rates_within_the_rounding_to_base_five(
    oracles: dict[str, dict[str, Any]],
) -> None:
    oracle = oracles["lim_at_prevalence_2005_2015"]
    for (_, people, _, low, _), (rate, _, _) in zip(oracle["inputs"]["rows"], oracle["expected"], strict=True):
        bounds = rounding.share_bounds(low, people)
        assert _known(bounds.low) - 0.0005 <= rate / 100 <= _known(bounds.high) + 0.0005


def _known(value: float | None) -> float:
    assert value is not None
    return value


def _jobs(inputs: Inputs) -> list[list[float]]:
    return [inputs[name] for name in ("region_t0", "region_t1", "nation_t0", "nation_t1")]


def _edges(inputs: Inputs) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    lower, inclusive = np.array(inputs["bins_min_max"], dtype=float).T
    return lower, inclusive, np.append(lower[1:], inclusive[-1])


def _low_income_rates(inputs: Inputs) -> np.ndarray:
    people, low = (np.array([row[column : column + 2] for row in inputs["rows"]], dtype=float) for column in (1, 3))
    return np.asarray(100 * low / people)


def _flat(nested: object) -> dict[str, float]:
    """Every number by its path of keys and positions, so that a figure in the wrong place is a difference."""
    if not isinstance(nested, dict) and np.ndim(np.asarray(nested, dtype=object)) == 0:
        return {"": float(np.asarray(nested, dtype=float))}
    parts: Any = nested.items() if isinstance(nested, dict) else enumerate(cast("Iterable[object]", nested))
    return {f"{key}/{path}": number for key, part in parts for path, number in _flat(part).items()}

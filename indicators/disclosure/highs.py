"""A thin layer over the HiGHS solver: quiet, one thread, a fixed seed, so that the same model gives the same answer."""

from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from indicators.disclosure.system import Floats, Matrix

INFINITY = highspy.kHighsInf
OPTIMAL = highspy.HighsModelStatus.kOptimal
INFEASIBLE = highspy.HighsModelStatus.kInfeasible


def build_model(matrix: Matrix, columns: tuple[Floats, Floats, Floats], rows: tuple[Floats, Floats]) -> Any:  # noqa: ANN401
    """A HiGHS object for min cost·x; `columns` are cost, lower and upper bound, `rows` lower and upper bound."""
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", 7),
        ("presolve", "off"),
        ("simplex_scale_strategy", 0),
    ):
        model.setOptionValue(option, value)
    problem = highspy.HighsLp()
    problem.num_row_, problem.num_col_ = matrix.shape
    problem.col_cost_, problem.col_lower_, problem.col_upper_ = columns
    problem.row_lower_, problem.row_upper_ = rows
    problem.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    problem.a_matrix_.start_, problem.a_matrix_.index_ = matrix.indptr, matrix.indices
    problem.a_matrix_.value_ = matrix.data.astype(float)
    model.passModel(problem)
    return model


def make_integer(model: Any, columns: npt.NDArray[np.int32]) -> None:  # noqa: ANN401
    """Ask for whole numbers in the given columns."""
    kind = np.full(len(columns), highspy.HighsVarType.kInteger)
    model.changeColsIntegrality(len(columns), columns, kind)


def solution(model: Any) -> Floats:  # noqa: ANN401
    """The values of the columns after a run; empty if none was found."""
    return np.array(model.getSolution().col_value, dtype=float)

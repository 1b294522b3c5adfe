"""Who works here and where those who live here work, from a matrix of residence by place of work.

Definitions: UK Office for National Statistics, travel to work areas (75 % on both measures). Workers with a fixed place
of work; those who work at home belong to both sides, those without a fixed place are left out and reported apart.
"""

from dataclasses import dataclass

import numpy as np

from indicators.methods.values import Floats, Numbers, ratio, require_counts


@dataclass(frozen=True, eq=False)
class Commuting:
    """One entry per area: jobs located there, employed residents, and the shares, ratio and balance made of them.

    `local_workforce_share` is of the jobs (who holds them lives here), `self_containment` of the residents (they work
    here); the two must not be mixed.
    """

    jobs: Floats
    employed_residents: Floats
    local_workforce_share: Floats
    self_containment: Floats
    jobs_residents_ratio: Floats
    net_in_commuting: Floats


def commuting(flows: Numbers) -> Commuting:
    """Measures of every area of a square matrix of workers, residence in rows and place of work in columns.

    A share is nan where there are no jobs or no employed residents. Raises ValueError on another
    shape and on negative flows.
    """
    workers = np.asarray(flows, dtype=np.float64)
    if workers.ndim != 2 or workers.shape[0] != workers.shape[1]:  # noqa: PLR2004  a matrix
        raise ValueError(f"flows need as many places of work as of residence, a square matrix; got {workers.shape}")
    require_counts(flows=workers)
    both, jobs, residents = np.diag(workers), workers.sum(axis=0), workers.sum(axis=1)
    return Commuting(
        jobs, residents, ratio(both, jobs), ratio(both, residents), ratio(jobs, residents), jobs - residents
    )

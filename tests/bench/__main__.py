"""`make bench`: every benchmark, one after the other."""

from tests.bench import bench_compute, bench_disclosure, bench_run, bench_staging

for benchmark in (bench_run, bench_staging, bench_compute, bench_disclosure):
    benchmark.main()

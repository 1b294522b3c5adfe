"""The command and its Prefect flows: they order what the other folders do."""

import os

# The matrices here are small: threads of the linear algebra library would wait for each other longer than they work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

"""The doors: command line, browser, HTTP. They translate, and decide nothing."""

import os

# One thread a call, unless somebody has set another number: the cores are for several questions at
# once, and threads that spin collapse where cores are shared (a query took 38 to 650 ms, not 11).
# NumPy reads this once, when it is imported.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

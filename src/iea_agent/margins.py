"""How much longer than its own deadlines a job may take on this system, before it is given up."""

import sys

JOB_MARGIN_S = 40.0 if sys.platform == "win32" else 10.0
"""A job judges its own deadlines; whoever waits for it gives it up when it misses them by this much (seconds).

That is what it takes to start, and to read the key: on a slow Windows twice the fifteen seconds of ``jobs/licence.py``.
"""

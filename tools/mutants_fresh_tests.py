"""A pytest plugin for ``make mutants``: each run in one process imports the tests again.

mutmut calls pytest many times in one process. pytest 9.2 numbers equal ids of parameters a second time when it meets
a test module again, and then does not find the tests that it is asked for.
"""

import sys


def pytest_unconfigure() -> None:
    """Forget the tests' modules at the end of a run."""
    for name in [name for name in sys.modules if name == "tests" or name.startswith("tests.")]:
        del sys.modules[name]

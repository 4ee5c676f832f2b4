"""What a test needs of the machine it runs on."""

import os
import shutil

import pytest


def require_program(*names: str) -> None:
    """Skip the test, with the reason, where a program is missing; on a CI machine that is a failure."""
    missing = [name for name in names if shutil.which(name) is None]
    if not missing:
        return
    reason = f"not installed: {', '.join(missing)}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)

"""Certificates of a throw-away authority: a good one and an expired one, for names of this machine only."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import trustme

NAMES = ("localhost", "127.0.0.1", "::1")


class Certificates(NamedTuple):
    """PEM files; each server file holds its private key and its chain."""

    authority: Path
    good: Path
    expired: Path

    @classmethod
    def make(cls, folder: Path) -> "Certificates":
        """Make a new authority and its certificates in a folder, readable by this user only."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = cls(folder / "authority.pem", folder / "good.pem", folder / "expired.pem")
        authority = trustme.CA(organization_name="Autorité de démonstration")
        authority.cert_pem.write_to_path(made.authority)
        good = authority.issue_cert(*NAMES)
        yesterday = datetime.now(UTC) - timedelta(days=1)
        expired = authority.issue_cert(*NAMES, not_before=yesterday - timedelta(days=90), not_after=yesterday)
        for path, certificate in ((made.good, good), (made.expired, expired)):
            path.touch(mode=0o600)
            certificate.private_key_and_cert_chain_pem.write_to_path(path)
        return made

"""Names in the hosts file."""

from pathlib import Path

import pytest

from iea_agent.adapters.server.hosts_file import HOSTS, stands_in_hosts_file

CONTENT = b"""\xef\xbb\xbf127.0.0.1 localhost\r
#127.0.0.1 commented.fr\r
0.0.0.0\tads.fr  Auth.URSSAF.fr # why
\xff\xfe x
"""


@pytest.mark.parametrize("host", ["auth.urssaf.fr", "AUTH.urssaf.fr.", "ads.fr", "localhost"])
def test_a_name_with_an_address_stands_there(tmp_path: Path, host: str) -> None:
    path = tmp_path / "hosts"
    path.write_bytes(CONTENT)
    assert stands_in_hosts_file(host, path)


@pytest.mark.parametrize("host", ["urssaf.fr", "commented.fr", "0.0.0.0", "why", "", "société.fr"])
def test_any_other_does_not(tmp_path: Path, host: str) -> None:
    path = tmp_path / "hosts"
    path.write_bytes(CONTENT)
    assert not stands_in_hosts_file(host, path)


def test_a_file_that_cannot_be_read_has_no_names(tmp_path: Path) -> None:
    assert not stands_in_hosts_file("localhost", tmp_path)
    assert not stands_in_hosts_file("no-such-name.urssaf.fr", HOSTS)

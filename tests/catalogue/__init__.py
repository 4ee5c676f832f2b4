"""The catalogue of bad servers: every way in which a network, a proxy, a certificate or a server is known to fail.

Each case is a situation that is really brought about, a question that a real job process asks in it, and the truth
that must come out: the verdict, the stage, who acts. ``docs/bad-servers.md`` is made from the same cases.
"""

from collections.abc import Sequence

from tests.catalogue import answers, connections, contents, encryption, licences, names, nginx, proxies, still_good
from tests.catalogue.case import Case

CASES: Sequence[Case] = (
    *names.CASES,
    *connections.CASES,
    *proxies.CASES,
    *encryption.CASES,
    *answers.CASES,
    *contents.CASES,
    *nginx.CASES,
    *licences.CASES,
    *still_good.CASES,
)

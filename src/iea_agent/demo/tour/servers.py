"""The servers that the help sheet is played against, and a licence."""

from pathlib import Path
from typing import Protocol

from iea_agent.demo.sandbox.behaviour import Behaviour


class Servers(Protocol):
    """The demonstration server, or what stands in for it."""

    @property
    def address(self) -> str:
        """The authentication server's address."""

    @property
    def update_address(self) -> str:
        """The update server's address."""

    @property
    def ca_file(self) -> Path:
        """The certificate authority to be trusted, a PEM file."""

    @property
    def licence_number(self) -> str:
        """The number of a licence that the server knows."""

    @property
    def licence_key(self) -> str:
        """Its key."""

    def behave(self, behaviour: Behaviour) -> None:
        """Change the behaviour of both servers; returns when it is in force."""

"""Tray agent of an Impact emploi association workstation."""

__version__ = "0.1.0"

"""Tray agent of an Impact emploi association workstation."""

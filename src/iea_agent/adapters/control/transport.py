"""How lines travel between the agent and its clients: a named pipe on Windows, a Unix socket elsewhere."""

import sys

if sys.platform == "win32":
    from iea_agent.adapters.control.pipe import Channel, Listener, connect
else:
    from iea_agent.adapters.control.socket import Channel, Listener, connect

__all__ = ["DEADLINE_S", "Channel", "Listener", "connect"]

DEADLINE_S = 2.0
"""Timeout of one request and its answer (seconds)."""

"""Windows, really run: the Windows builds of Python and of the libraries under Wine, with the agent as it is installed.

* ``system.py`` makes a Debian 13 in a folder for its Wine 10, and runs programs in it.
* ``prepare.py`` downloads them (locked), unpacks them, and makes the private Windows below ``build/windows``.
* ``machine.py`` is that Windows on a virtual screen, and its user.
* ``inside.py`` runs in it, and tells what only a program of Windows can see.
* ``story.py`` is what is tried; ``__main__.py`` (« make test-windows ») plays it, prints a line for each step, and
  leaves the pictures.

See docs/decisions/0014.
"""

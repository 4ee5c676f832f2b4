"""The agent: an inbox, the pure ``step()``, and the effects carried out.

``loop.py`` is the only writer of the state; ``attempts.py`` runs the authentication job and keeps the time of
the next; ``windows.py`` keeps the windows that are open; ``inbox.py`` says what may be
posted, ``view.py`` what others see.
"""

"""The same mouse story on every desktop to be had here: ``python -m tools.desktops``, or « make test-desktops »."""

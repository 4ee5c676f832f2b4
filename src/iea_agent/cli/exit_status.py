"""The exit statuses of the process; 130 after Ctrl-C is ``terminal.INTERRUPTED``."""

OK, NOT_OK, USAGE = 0, 1, 2

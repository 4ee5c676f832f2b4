"""Pure rules: no I/O, no clock, no threads, no libraries but msgspec."""

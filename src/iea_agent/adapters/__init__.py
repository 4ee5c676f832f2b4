"""One adapter per library or system service, named ``role_library``."""

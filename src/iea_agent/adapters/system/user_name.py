"""Who uses this program, as the system calls them."""


def user_name() -> str:
    """Return the system's name of the user, empty if it has none."""
    import getpass

    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # a user without a name, such as one of a container
        return ""

"""The system's name of the user."""


def user_name() -> str:
    """Return the user name, empty if there is none."""
    import getpass

    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # a user without a name, as in a container
        return ""

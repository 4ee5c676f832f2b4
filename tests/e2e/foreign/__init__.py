"""Start scripts of the authorization servers that other people wrote."""

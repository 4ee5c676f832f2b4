"""``make test-voice``: what the screen reader Orca says of every window, act by act."""

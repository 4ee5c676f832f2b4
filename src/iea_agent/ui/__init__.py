"""PySide6 dialogs; each runs in a job process of its own."""

"""What each kind of job does with the real adapters; ``job_app`` reads the order and calls one of them.

A job is a process that may be killed at any moment: nothing here keeps a state.
"""

"""Work on a thread with a deadline."""

import threading

import pytest

from iea_agent.adapters.system.deadline import DeadlineError, within

WAIT_S = 30.0


def test_work_in_time_gives_its_result() -> None:
    assert within(WAIT_S, lambda: "done") == "done"


def test_the_work_has_a_thread_of_its_own_with_the_name_that_was_given() -> None:
    thread = within(WAIT_S, threading.current_thread, name="key store")
    assert thread is not threading.current_thread()
    assert (thread.name, thread.daemon) == ("key store", True)


@pytest.mark.parametrize("error", [ValueError("wrong"), TimeoutError("its own"), SystemExit(3)])
def test_an_exception_of_the_work_is_raised_where_it_is_waited_for(error: BaseException) -> None:
    def fail() -> None:
        raise error

    with pytest.raises(type(error)) as raised:
        within(WAIT_S, fail)
    assert raised.value is error, "a timeout of the work is not the deadline"


@pytest.mark.parametrize("deadline_s", [0.01, 0.0, -1.0])
def test_work_that_overruns_is_abandoned(deadline_s: float) -> None:
    release, ended = threading.Event(), threading.Event()

    def hang() -> None:
        release.wait(WAIT_S)
        ended.set()

    with pytest.raises(DeadlineError, match="not done within"):
        within(deadline_s, hang)
    release.set()
    assert ended.wait(WAIT_S), "its late result disturbs nothing"

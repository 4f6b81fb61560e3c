"""The one thread that loads models and works with them, and the places that bound how many jobs are taken in."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from packshot_container.deadline import NO_DEADLINE, Deadline
from packshot_container.engines.engine import PaintControl
from packshot_container.errors import ContainerBusy, ContainerNotReady, PaintInterrupted

BEFORE_ITS_TURN = "before its turn came"
"""When a job's time was up that had to wait for others too long."""

State = Literal["loading", "ready", "draining", "broken"]
"""Jobs are taken in `ready` alone. `broken`: a model could not be loaded."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class WorkTimes:
    """How long a job waited for its turn and was worked on; CPU time is the render thread's alone."""

    queue_seconds: float
    work_seconds: float
    cpu_seconds: float


class Model(Protocol):
    """What is loaded before jobs are taken: an engine, a segmenter."""

    def load(self) -> None:
        """Makes it ready. May take minutes, may raise."""
        ...


class Run(Protocol):
    """What a job needs of the render thread: `RenderThread.run`."""

    def __call__(self, work: Callable[[PaintControl], Result]) -> tuple[Result, WorkTimes]:
        """Runs `work` when its turn has come."""
        ...


class RenderThread:
    """Owns the models: they are loaded and work on this thread alone, one job at a time."""

    def __init__(self, models: Sequence[Model], job_places: int) -> None:
        self._models = models
        self._job_places = job_places
        self._taken = 0
        self._state: State = "loading"
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="render")

    @property
    def state(self) -> State:
        """Whether jobs are taken, and if not, why."""
        return self._state

    def load_models(self) -> None:
        """Starts to load the models and returns at once; the state says when it is done."""
        self._executor.submit(self._load)

    def _load(self) -> None:
        try:
            for model in self._models:
                model.load()
        except Exception as error:
            # No job has come yet, so that the message can hold nothing of one.
            named = f"{type(error).__name__}: {error}"
            logging.getLogger(__name__).exception("A model could not be loaded: %s", named)
            self._move("broken", after=("loading",))
        else:
            self._move("ready", after=("loading",))

    def _move(self, state: State, after: tuple[State, ...]) -> None:
        with self._changed:
            if self._state in after:
                self._state = state

    @contextmanager
    def place(self) -> Iterator[None]:
        """Holds one of the places for jobs: one is worked on, the others are read, wait or are written.

        Raises:
            ContainerNotReady: A model is being loaded or is broken, or the container is stopping.
            ContainerBusy: All places are taken.
        """
        with self._changed:
            if self._state != "ready":
                raise ContainerNotReady(
                    f"Expected a container that is ready, got one that is {self._state}: try later."
                )
            if self._taken >= self._job_places:
                raise ContainerBusy(f"Expected a free place, got {self._taken} of {self._job_places} taken: try later.")
            self._taken += 1
        try:
            yield
        finally:
            with self._changed:
                self._taken -= 1
                self._changed.notify_all()

    def run(self, work: Callable[[PaintControl], Result], deadline: Deadline = NO_DEADLINE) -> tuple[Result, WorkTimes]:
        """Runs `work` after what came before it; blocks the calling thread meanwhile.

        Raises:
            PaintInterrupted: The container is stopping.
            PaintTimedOut: The deadline passed: `work` was not begun, or stopped at its next step.
        """
        waiting = self._executor.submit(self._run, work, time.perf_counter(), deadline)
        try:
            return waiting.result(deadline.left_seconds())
        except TimeoutError:
            if waiting.cancel():
                raise deadline.passed(BEFORE_ITS_TURN) from None
            return waiting.result()

    def _run(
        self, work: Callable[[PaintControl], Result], asked: float, deadline: Deadline
    ) -> tuple[Result, WorkTimes]:
        if self._state == "draining":
            raise PaintInterrupted("The container is stopping before this job's turn came: send it again.")
        deadline.check(BEFORE_ITS_TURN)
        started, cpu_started = time.perf_counter(), time.thread_time()
        result = work(PaintControl(self._stopping, deadline))
        return result, WorkTimes(
            queue_seconds=started - asked,
            work_seconds=time.perf_counter() - started,
            cpu_seconds=time.thread_time() - cpu_started,
        )

    def drain(self, seconds: float, grace_seconds: float) -> None:
        """Takes no more jobs and waits for the one in work; blocks. Jobs whose turn has not come are sent back.

        What is still in work after `seconds` is interrupted, and gets `grace_seconds` to answer.
        """
        self._move("draining", after=("loading", "ready"))
        if not self._wait_until_empty(seconds):
            self._stopping.set()
            self._wait_until_empty(grace_seconds)

    def _wait_until_empty(self, seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._taken == 0, seconds)

    def close(self) -> None:
        """Ends the thread; waits for nothing."""
        self._executor.shutdown(wait=False, cancel_futures=True)

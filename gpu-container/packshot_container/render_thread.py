"""The one thread that loads the engine and paints with it, and the places that bound how many jobs are taken in."""

import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, Protocol

from packshot_container.contract import PaintJob
from packshot_container.engines.engine import Engine, EngineFacts, PaintControl
from packshot_container.errors import ContainerBusy, ContainerNotReady, PaintInterrupted, SizeMismatch
from packshot_container.picture import Picture, size_of

State = Literal["loading", "ready", "draining", "broken"]
"""Jobs are taken in `ready` alone. `broken`: the engine could not be loaded."""


@dataclass(frozen=True)
class PaintTimes:
    """How long a job waited for its turn and was painted; CPU time is the render thread's alone."""

    queue_seconds: float
    paint_seconds: float
    cpu_seconds: float


class Paint(Protocol):
    """What a job needs of the render thread: `RenderThread.paint`."""

    def __call__(self, job: PaintJob, underpaint: Picture) -> tuple[Picture, PaintTimes]:
        """Paints all passes of a job."""
        ...


class RenderThread:
    """Owns the engine: nothing else calls its `load` and `paint`."""

    def __init__(self, engine: Engine, job_places: int) -> None:
        self._engine = engine
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

    @property
    def engine_facts(self) -> EngineFacts:
        """What is known of the engine, loaded or not."""
        return self._engine.facts

    def load_engine(self) -> None:
        """Starts to load the engine and returns at once; the state says when it is done."""
        self._executor.submit(self._load)

    def _load(self) -> None:
        try:
            self._engine.load()
        except Exception:
            logging.getLogger(__name__).exception("The engine %s could not be loaded", self._engine.facts.name)
            self._move("broken", after=("loading",))
        else:
            self._move("ready", after=("loading",))

    def _move(self, state: State, after: tuple[State, ...]) -> None:
        with self._changed:
            if self._state in after:
                self._state = state

    @contextmanager
    def place(self) -> Iterator[None]:
        """Holds one of the places for jobs: one paints, the others are read, wait or are written.

        Raises:
            ContainerNotReady: The engine is being loaded, is broken, or the container is stopping.
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

    def paint(self, job: PaintJob, underpaint: Picture) -> tuple[Picture, PaintTimes]:
        """Paints all passes of a job, after those that came before it; blocks the calling thread meanwhile.

        Raises:
            PaintInterrupted: The container is stopping.
            SizeMismatch: The engine returned a picture of another size than asked.
        """
        asked = time.perf_counter()
        return self._executor.submit(self._paint_passes, job, underpaint, asked).result()

    def _paint_passes(self, job: PaintJob, picture: Picture, asked: float) -> tuple[Picture, PaintTimes]:
        if self._state == "draining":
            raise PaintInterrupted("The container is stopping before this job's turn came: send it again.")
        started, cpu_started = time.perf_counter(), time.thread_time()
        control = PaintControl(self._stopping)
        for paint_pass in job.passes:
            picture = self._engine.paint(paint_pass, picture, job, control)
            if size_of(picture) != paint_pass.canvas:
                asked_for = f"{paint_pass.canvas} px from {job.engine} for the pass {paint_pass.name}"
                raise SizeMismatch(f"Expected {asked_for}, got {size_of(picture)}: report it.")
        return picture, PaintTimes(
            queue_seconds=started - asked,
            paint_seconds=time.perf_counter() - started,
            cpu_seconds=time.thread_time() - cpu_started,
        )

    def drain(self, seconds: float, grace_seconds: float) -> None:
        """Takes no more jobs and waits for the one that paints; blocks. Jobs whose turn has not come are sent back.

        What still paints after `seconds` is interrupted, and gets `grace_seconds` to answer.
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

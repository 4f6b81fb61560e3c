"""Until when somebody waits for the answer to a job."""

import threading
import time
from dataclasses import dataclass

from packshot_container.errors import PaintTimedOut


@dataclass(frozen=True)
class Deadline:
    """The end of a job's time limit, which counts from when its request was received."""

    received: float
    """Of `time.perf_counter`."""
    timeout_seconds: int | None
    """None: whoever asked waits without end."""

    def left_seconds(self) -> float | None:
        """How long somebody still waits, 0 or more; None without end. Fits the waits of `threading`."""
        if self.timeout_seconds is None:
            return None
        left = self.received + self.timeout_seconds - time.perf_counter()
        return min(max(left, 0), threading.TIMEOUT_MAX)

    def check(self, when: str) -> None:
        """Passes as long as somebody waits; `when` ends the sentence "got none ...".

        Raises:
            PaintTimedOut: Nobody waits any more.
        """
        if self.left_seconds() == 0:
            raise self.passed(when)

    def passed(self, when: str) -> PaintTimedOut:
        """The error of a job whose time is up."""
        limit = f"{self.timeout_seconds} s of timeoutSeconds"
        return PaintTimedOut(f"Expected a plate within the {limit}, got none {when}: send the job again.")


NO_DEADLINE = Deadline(0, None)

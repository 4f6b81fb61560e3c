"""Keeps two jobs of one plate from painting it twice: the second one waits, and finds what the first has painted."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from packshot_container.deadline import Deadline


class SamePlate:
    """Which plates are being worked on in this container. Several photos may ask for a plate within the same second."""

    def __init__(self) -> None:
        self._busy: set[str] = set()
        self._changed = threading.Condition()

    @contextmanager
    def alone(self, plate_id: str, deadline: Deadline) -> Iterator[None]:
        """Holds a plate; blocks while another job holds it.

        Raises:
            PaintTimedOut: The other job held it until the deadline.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: plate_id not in self._busy, deadline.left_seconds()):
                raise deadline.passed("while another job painted the same plate")
            self._busy.add(plate_id)
        try:
            yield
        finally:
            with self._changed:
                self._busy.remove(plate_id)
                self._changed.notify_all()

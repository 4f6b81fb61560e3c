"""Keeps two jobs of one plate from painting it twice: the second one waits, and finds what the first has painted."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class SamePlate:
    """Which plates are being worked on in this container. Several photos may ask for a plate within the same second."""

    def __init__(self) -> None:
        self._busy: set[str] = set()
        self._changed = threading.Condition()

    @contextmanager
    def alone(self, plate_id: str) -> Iterator[None]:
        """Holds a plate; blocks while another job holds it."""
        with self._changed:
            self._changed.wait_for(lambda: plate_id not in self._busy)
            self._busy.add(plate_id)
        try:
            yield
        finally:
            with self._changed:
                self._busy.remove(plate_id)
                self._changed.notify_all()

"""What is logged beside the jobs' own lines: where something went wrong, and never words that may quote a prompt.

An exception's message may hold what it was given, and so may a library's warning. Only this package and the web server,
which know how to keep silent, are logged with their words; all others, and every exception, with their place alone.
"""

import json
import logging
import sys
import traceback

OUTSPOKEN = ("packshot_container", "uvicorn")
MOST_FRAMES, MOST_LINES = 30, 120
"""Of one exception, the innermost; of all that led to each other, which may have no end."""


def log_quietly() -> None:
    """Sends what loggers say to stderr, a line of JSON each. Once, when the process starts."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(QuietFormatter())
    logging.basicConfig(handlers=[handler], force=True)


def trace_of(error: BaseException) -> list[str]:
    """Gives where an exception came from, and what caused it, without a message: types and places, the newest last."""
    told: list[str] = []
    link: BaseException | None = error
    while link is not None and len(told) < MOST_LINES:
        places = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(link.__traceback__, -MOST_FRAMES)
        ]
        told = [*places, type(link).__name__, *told]
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return told


class QuietFormatter(logging.Formatter):
    """One line of JSON for a record."""

    def format(self, record: logging.LogRecord) -> str:
        """Gives its logger, level, place and trace, and its message where the logger is outspoken."""
        line: dict[str, object] = {
            "step": "log",
            "logger": record.name,
            "level": record.levelname,
            "place": f"{record.pathname}:{record.lineno}",
        }
        if record.name.partition(".")[0] in OUTSPOKEN:
            line["message"] = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            line["trace"] = trace_of(record.exc_info[1])
        return json.dumps(line)

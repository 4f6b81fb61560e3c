"""Starts the server: `python -m packshot_container`, or with SageMaker's one argument, `serve`."""

import os
import sys

from packshot_container.errors import SettingInvalid
from packshot_container.serve import serve
from packshot_container.settings import read_settings

WRONG_USE = 2


def main() -> int:
    """Gives the exit status; says on stderr why the server did not start."""
    if sys.argv[1:] not in ([], ["serve"]):
        sys.stderr.write(f"Expected no argument or serve, got {' '.join(sys.argv[1:])}.\n")
        return WRONG_USE
    try:
        return serve(read_settings())
    except SettingInvalid as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_USE


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Not sys.exit: it would wait for an engine that still loads, or hangs, and SageMaker would have to kill us.
    os._exit(status)

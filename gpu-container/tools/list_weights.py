"""Lists weights in their `weights.json`: `python -m tools.list_weights FOLDER ID`. Prints the sha256 of the list."""

import sys
from pathlib import Path

from packshot_container.errors import ModelNotUsable
from packshot_container.weights import list_weights

WRONG_USE = 2


def main() -> int:
    """Gives the exit status."""
    match sys.argv[1:]:
        case [folder, weights_id]:
            try:
                sys.stdout.write(f"{list_weights(Path(folder), weights_id)}\n")
            except ModelNotUsable as error:
                sys.stderr.write(f"{error}\n")
                return 1
            return 0
    sys.stderr.write("Expected a folder and the id of its weights.\n")
    return WRONG_USE


if __name__ == "__main__":
    sys.exit(main())

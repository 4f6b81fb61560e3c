"""Locks what the image installs: `python -m tools.lock_requirements [--upgrade]` writes `requirements*.lock`.

A lock is all that one image installs: its requirements, what these need in turn, and the sha256 of every file that the
package index has of each. It is made for the image's Python on Linux, whatever runs this. What a lock has pinned stays
where it still fits, without `--upgrade` is given.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = Path(__file__).parents[1]
LOCKS: dict[str, tuple[str, ...]] = {
    "requirements.lock": ("requirements.txt",),
    "requirements-diffusion.lock": ("requirements.txt", "requirements-diffusion.txt"),
    "requirements-segmenter.lock": ("requirements.txt", "requirements-segmenter.txt"),
    "requirements-segmenter-gpu.lock": ("requirements.txt", "requirements-segmenter-gpu.txt"),
}
"""What each lock is made from; the Dockerfile installs one of them."""
IMAGE_PYTHON = "3.13"
"""Of the image that the Dockerfile begins with; it checks."""
IMAGE_PLATFORM = "x86_64-manylinux_2_34"
"""Amazon Linux 2023 has glibc 2.34."""
RESOLVER = "uv==0.13.9"
"""Resolves for another Python and system than its own, which pip can't."""


def main() -> int:
    """Gives the exit status; what a failed program has to say, it said."""
    with TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        programs = Path(folder) / "bin"
        subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", RESOLVER], check=True)
        for lock, requirements in LOCKS.items():
            subprocess.run([programs / "uv", *_how_to_lock(lock), *sys.argv[1:], *requirements], check=True, cwd=FOLDER)
    return 0


def _how_to_lock(lock: str) -> list[str]:
    target = ["--python-version", IMAGE_PYTHON, "--python-platform", IMAGE_PLATFORM, "--only-binary", ":all:"]
    header = ["--custom-compile-command", "python -m tools.lock_requirements"]
    return ["pip", "compile", "--quiet", "--generate-hashes", *target, *header, "--output-file", lock]


if __name__ == "__main__":
    sys.exit(main())

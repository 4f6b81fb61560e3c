import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.lock_requirements import IMAGE_PYTHON, LOCKS

FOLDER = Path(__file__).parents[1]
DOCKERFILE = (FOLDER / "Dockerfile").read_text()
PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[a-z,]+\])?==(?P<version>\S+)")
HASH = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}")
IMAGE: dict[str, str] = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_python_implementation": "CPython",
    "python_version": IMAGE_PYTHON,
    "python_full_version": f"{IMAGE_PYTHON}.12",
    "platform_machine": "x86_64",
    "platform_system": "Linux",
    "sys_platform": "linux",
    "extra": "",
}
"""Where the image's Python runs, as requirements may ask for it."""


def read_pins(requirements: str) -> dict[str, str]:
    """Version by name; every line of the file is a pin."""
    pins: dict[str, str] = {}
    for line in (FOLDER / requirements).read_text().splitlines():
        pin = PIN.fullmatch(line)
        assert pin, f"Expected name==version in {requirements}, got {line!r}"
        pins[canonicalize_name(pin["name"])] = pin["version"]
    return pins


def read_lock(lock: str) -> dict[str, tuple[str, int]]:
    """Version and number of hashes by name; no line of the file is anything else, so none names an index or a file."""
    entries: dict[str, tuple[str, int]] = {}
    name = ""
    for line in (FOLDER / lock).read_text().splitlines():
        text = line.removesuffix(" \\")
        if line.lstrip().startswith("#"):
            continue
        if HASH.fullmatch(text):
            version, hashes = entries[name]
            entries[name] = (version, hashes + 1)
            continue
        pin = PIN.fullmatch(text)
        assert pin, f"Expected a pin or a hash in {lock}, got {line!r}"
        name = canonicalize_name(pin["name"])
        entries[name] = (pin["version"], 0)
    return entries


def instructions(name: str) -> list[str]:
    """What the Dockerfile tells one of its instructions, its lines joined."""
    lines = DOCKERFILE.replace("\\\n", " ").splitlines()
    return [line.removeprefix(f"{name} ") for line in lines if line.startswith(f"{name} ")]


@pytest.mark.parametrize("lock", LOCKS)
class TestEachLock:
    def test_pins_what_its_requirements_pin(self, lock: str) -> None:
        locked = {name: version for name, (version, _) in read_lock(lock).items()}

        for requirements in LOCKS[lock]:
            for name, version in read_pins(requirements).items():
                assert locked.get(name) == version, f"{lock}: run python -m tools.lock_requirements"

    def test_has_hashes_for_every_entry(self, lock: str) -> None:
        without = [name for name, (_, hashes) in read_lock(lock).items() if hashes == 0]

        assert without == []

    def test_holds_what_its_packages_need_in_turn(self, lock: str) -> None:
        locked = read_lock(lock)
        checked = []
        for name, (version, _) in locked.items():
            try:
                installed = distribution(name)
            except PackageNotFoundError:
                continue
            if installed.version != version:
                continue
            checked.append(name)
            for needed in map(Requirement, installed.requires or []):
                if needed.marker is not None and not needed.marker.evaluate(IMAGE):
                    continue
                found, _ = locked.get(canonicalize_name(needed.name), (None, 0))
                assert found is not None, f"{name} needs {needed}"
                assert needed.specifier.contains(found), f"{name} needs {needed}"

        assert set(read_pins("requirements.txt")) <= set(checked)


class TestTheImage:
    def test_installs_wheels_by_their_hashes_from_one_lock_alone(self) -> None:
        installs = [line for line in instructions("RUN") if "install" in line]

        assert len(installs) == 1
        assert "--require-hashes --only-binary :all: --requirement requirements.lock" in installs[0]
        assert instructions("ARG") == ["LOCK=requirements.lock"]
        assert "$LOCK requirements.lock" in instructions("COPY")

    def test_has_no_weights_and_fetches_none(self) -> None:
        environment = " ".join(instructions("ENV"))

        assert instructions("COPY") == ["$LOCK requirements.lock", "packshot_container packshot_container"]
        assert instructions("ADD") == []
        assert "HF_HUB_OFFLINE=1" in environment
        assert "TRANSFORMERS_OFFLINE=1" in environment
        assert list((FOLDER / "packshot_container").rglob("*.safetensors")) == []

    def test_runs_as_a_user_of_its_own(self) -> None:
        (user,) = instructions("USER")

        assert user != "root"
        assert any(f"'{user}:x:10001:10001:" in line and "/etc/passwd" in line for line in instructions("RUN"))

    def test_begins_with_the_python_that_the_locks_are_made_for(self) -> None:
        (base,) = instructions("FROM")

        assert "-cu130-" in base
        assert f"python3 --version | grep --quiet --fixed-strings 'Python {IMAGE_PYTHON}.'" in instructions("RUN")

    def test_starts_the_server_without_a_shell(self) -> None:
        assert instructions("ENTRYPOINT") == ['["python3", "-m", "packshot_container"]']
        assert instructions("CMD") == ['["serve"]']

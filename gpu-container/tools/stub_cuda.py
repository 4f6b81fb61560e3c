"""Lets torch's wheel for Linux run on a machine without CUDA: `python -m tools.stub_cuda`, in the environment of torch.

The wheel links CUDA's libraries, 2.4 GB that a CPU never uses. For each library that is linked and not there, a stub of
the same name is compiled beside torch's own; it holds the symbols that torch wants and answers that there is no device.
The requirements for CUDA are taken out of the wheel's METADATA, so that pip does not fetch them. Needs gcc and readelf.
Does nothing where torch links no CUDA, as on macOS. Safe to repeat.
"""

import re
import subprocess
import sys
import sysconfig
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

LIBRARY = re.compile(
    r"NEEDED.*\[(lib(?:cudart|cupti|cublas|cublasLt|cudnn|cufft|cufile|curand|cusparse|cusparseLt|cusolver|nccl|nvrtc"
    r"|nvshmem_host|nvJitLink|nvToolsExt)\.so[.\d]*)\]"
)
SYMBOL = re.compile(r"^(__cuda|cu(da|blas|dnn|fft|File|rand|sparse|solver|pti)|p?nccl|nv(rtc|shmem|Jit))")
"""Symbols without a version; the others are told by the library that their version is needed from."""
VERSION = re.compile(r"File: (\S+)|Name: (\S+)")
REQUIREMENT = re.compile(r"^Requires-Dist: (cuda-|nvidia-|triton).*\n", re.MULTILINE)
NO_DEVICE = "long {name}(void) {{ return 100; }}"
"""100 is cudaErrorNoDevice, and a failure in the other libraries' enumerations too."""
BODIES = {
    # transformers 5 asks on every mask.
    "cudaStreamIsCapturing": "int {name}(void *stream, int *status) {{ *status = 0; return 0; }}",
    # With an error pending, transformers 5 crashes.
    "cudaGetLastError": "int {name}(void) {{ return 0; }}",
    "cudaPeekAtLastError": "int {name}(void) {{ return 0; }}",
}
TEXT = 'const char *{name}(void) {{ return "no CUDA here"; }}'

Symbols = Mapping[str, set[str]]
"""The names that are wanted of a library, by version; the empty version stands for none."""


def main() -> int:
    """Gives the exit status; says on stdout what was made."""
    site = Path(sysconfig.get_paths()["purelib"])
    for metadata in site.glob("torch-*.dist-info/METADATA"):
        metadata.write_text(REQUIREMENT.sub("", metadata.read_text()))
    folder = site / "torch" / "lib"
    wanted = _find_wanted(sorted(folder.glob("*.so*")))
    missing = {library: symbols for library, symbols in wanted.items() if not (folder / library).exists()}
    for library, symbols in missing.items():
        _compile_stub(folder / library, symbols)
    sys.stdout.write(f"stubs made: {len(missing)}\n")
    return 0


def _find_wanted(files: list[Path]) -> Mapping[str, Symbols]:
    """Reads which CUDA libraries torch's own link, and which symbols of theirs none of torch's own defines."""
    wanted: dict[str, dict[str, set[str]]] = {}
    for file in files:
        for library in LIBRARY.findall(_read_elf("--dynamic", file)):
            wanted.setdefault(library, defaultdict(set))
    defined: set[str] = set()
    for file in files:
        needed_from = _versions_of(file)
        for name, version, is_defined in _symbols_of(file):
            library = needed_from.get(version) if version else next(iter(wanted), None)
            if is_defined:
                defined.add(name)
            elif library in wanted and (version or SYMBOL.match(name)):
                # The loader looks in all libraries for a symbol without a version: any of the stubs may hold it.
                wanted[library][version].add(name)
    return {
        library: {version: names - defined for version, names in symbols.items()} for library, symbols in wanted.items()
    }


def _versions_of(file: Path) -> Mapping[str, str]:
    """The library that each version of the symbols that a file needs comes from."""
    _, _, needs = _read_elf("--version-info", file).partition("Version needs section")
    versions: dict[str, str] = {}
    library = ""
    for file_name, version in VERSION.findall(needs):
        if file_name:
            library = file_name
        else:
            versions[version] = library
    return versions


def _symbols_of(file: Path) -> Iterator[tuple[str, str, bool]]:
    """Name, version and whether the file defines it, for each symbol of a library."""
    for line in _read_elf("--dyn-syms", file).splitlines():
        match line.split():
            case [number, _, _, _, binding, _, section, symbol, *_] if number.endswith(":"):
                name, _, version = symbol.partition("@")
                if section != "UND":
                    yield name, version, True
                elif binding != "LOCAL":
                    yield name, version.lstrip("@"), False


def _read_elf(what: str, file: Path) -> str:
    return subprocess.run(["readelf", what, "--wide", file], capture_output=True, text=True, check=True).stdout


def _compile_stub(library: Path, symbols: Symbols) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, script = Path(folder) / "stub.c", Path(folder) / "stub.map"
        names = sorted({name for group in symbols.values() for name in group})
        # A library without symbols is still loaded by its name.
        source.write_text("\n".join(_body_of(name) for name in names) or "int stub;")
        blocks = [
            f"{version} {{ global: {' '.join(f'{name};' for name in sorted(group))} }};"
            for version, group in symbols.items()
            if version and group
        ]
        script.write_text("\n".join(blocks))
        options = [f"-Wl,--version-script={script}"] if blocks else []
        options += [f"-Wl,-soname,{library.name}", "-o", str(library)]
        subprocess.run(["gcc", "-shared", "-fPIC", "-w", "-fno-builtin", *options, str(source)], check=True)


def _body_of(name: str) -> str:
    is_text = "String" in name or name.endswith("ErrorName")
    return BODIES.get(name, TEXT if is_text else NO_DEVICE).format(name=name)


if __name__ == "__main__":
    sys.exit(main())

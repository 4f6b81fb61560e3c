"""An allocator that runs out of memory when told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

LESS_THAN_A_PICTURE_BYTES = 900_000
"""Enough for a picture of 256 px, and too little to decode it."""


class SmallMemory(TorchDispatchMode):  # type: ignore[misc]
    """An allocator without room for a tensor of so many bytes."""

    def __init__(self, most_bytes: int) -> None:
        super().__init__()
        self.most_bytes = most_bytes
        self.failures = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:  # noqa: ANN401
        result = func(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor) and result.nbytes > self.most_bytes:
            self.failures += 1
            raise torch.OutOfMemoryError("simulated")
        return result


@contextmanager
def memory_for(most_bytes: int) -> Iterator[SmallMemory]:
    with SmallMemory(most_bytes) as memory:
        yield memory

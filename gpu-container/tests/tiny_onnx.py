"""An ONNX model written by hand, as test/unit/segmenters/tiny-onnx.ts: a 1 x 1 convolution of three channels to one."""

import struct

FLOAT = 1
OPERATORS, FORMAT = 13, 8


def make_tiny_onnx(side: int, weights: tuple[float, float, float], has_sigmoid: bool) -> bytes:
    """A network with input 1 x 3 x side x side and output 1 x 1 x side x side, with a sigmoid at its end or not."""
    nodes = _bytes(1, _node("Conv", ["picture", "weights"], "logits" if has_sigmoid else "answer"))
    if has_sigmoid:
        nodes += _bytes(1, _node("Sigmoid", ["logits"], "answer"))
    shape = b"".join(_number(1, size) for size in (1, 3, 1, 1))
    tensor = shape + _number(2, FLOAT) + _bytes(8, b"weights") + _bytes(9, struct.pack("<3f", *weights))
    graph = nodes + _bytes(2, b"tiny") + _bytes(5, tensor)
    graph += _bytes(11, _value("picture", (1, 3, side, side))) + _bytes(12, _value("answer", (1, 1, side, side)))
    return _number(1, FORMAT) + _bytes(7, graph) + _bytes(8, _bytes(1, b"") + _number(2, OPERATORS))


def _varint(amount: int) -> bytes:
    return bytes([amount]) if amount < 128 else bytes([amount % 128 + 128]) + _varint(amount // 128)


def _number(field: int, amount: int) -> bytes:
    return _varint(field * 8) + _varint(amount)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field * 8 + 2) + _varint(len(content)) + content


def _node(operator: str, inputs: list[str], output: str) -> bytes:
    names = b"".join(_bytes(1, name.encode()) for name in inputs)
    return names + _bytes(2, output.encode()) + _bytes(4, operator.encode())


def _value(name: str, shape: tuple[int, ...]) -> bytes:
    dimensions = b"".join(_bytes(1, _number(1, size)) for size in shape)
    return _bytes(1, name.encode()) + _bytes(2, _bytes(1, _number(1, FLOAT) + _bytes(2, dimensions)))

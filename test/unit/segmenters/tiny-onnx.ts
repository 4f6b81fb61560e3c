/**
 * An ONNX model written by hand, field by field of onnx.proto3: a 1 x 1 convolution of three channels to one, with a
 * sigmoid after it where asked. Its input is 1 x 3 x side x side, its output 1 x 1 x side x side, as the networks' are.
 */
export function makeTinyOnnx(
  sidePx: number,
  weights: readonly [number, number, number],
  { hasSigmoid }: { hasSigmoid: boolean },
): Uint8Array {
  const convolved = hasSigmoid ? 'logits' : 'answer';
  const graph = message(
    bytes(1, node('Conv', ['picture', 'weights'], convolved)),
    ...(hasSigmoid ? [bytes(1, node('Sigmoid', ['logits'], 'answer'))] : []),
    bytes(2, text('tiny')),
    bytes(5, tensor('weights', [1, 3, 1, 1], weights)),
    bytes(11, value('picture', [1, 3, sidePx, sidePx])),
    bytes(12, value('answer', [1, 1, sidePx, sidePx])),
  );
  const operators = message(bytes(1, text('')), number(2, 13));
  return message(number(1, 8), bytes(7, graph), bytes(8, operators));
}

const floatType = 1;
const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const message = (...fields: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(fields.flatMap((field) => [...field]));

function varint(amount: number): number[] {
  return amount < 128 ? [amount] : [(amount % 128) + 128, ...varint(Math.floor(amount / 128))];
}
const number = (field: number, amount: number): Uint8Array =>
  Uint8Array.from([...varint(field * 8), ...varint(amount)]);
const bytes = (field: number, content: Uint8Array): Uint8Array =>
  Uint8Array.from([...varint(field * 8 + 2), ...varint(content.length), ...content]);

const node = (operator: string, inputs: readonly string[], output: string): Uint8Array =>
  message(...inputs.map((name) => bytes(1, text(name))), bytes(2, text(output)), bytes(4, text(operator)));

const tensor = (name: string, shape: readonly number[], values: readonly number[]): Uint8Array =>
  message(
    ...shape.map((size) => number(1, size)),
    number(2, floatType),
    bytes(8, text(name)),
    bytes(9, new Uint8Array(Float32Array.from(values).buffer)),
  );

function value(name: string, shape: readonly number[]): Uint8Array {
  const dimensions = message(...shape.map((size) => bytes(1, number(1, size))));
  const type = message(number(1, floatType), bytes(2, dimensions));
  return message(bytes(1, text(name)), bytes(2, bytes(1, type)));
}

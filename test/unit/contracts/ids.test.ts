import { describe, expect, it } from 'vitest';
import { canonicalJson, hashId, sha256Hex } from '../../../shared/contracts/ids.ts';

describe('canonicalJson', () => {
  it.each([
    ['sorts keys by UTF-16 code units', { b: 1, a: 2, é: 3, '€': 4 }, '{"a":2,"b":1,"é":3,"€":4}'],
    ['keeps the order of arrays', [3, 1, 2], '[3,1,2]'],
    ['writes numbers as ECMAScript does', { n: [1.0, 1e21, 0.1, -0] }, '{"n":[1,1e+21,0.1,0]}'],
    ['escapes as JSON does', { t: 'a"\n\u000f' }, '{"t":"a\\"\\n\\u000f"}'],
    ['leaves out undefined members', { a: undefined, b: null }, '{"b":null}'],
    ['nests', { z: { y: [{ b: 1, a: 2 }] } }, '{"z":{"y":[{"a":2,"b":1}]}}'],
  ])('%s', (_, value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  it('refuses numbers that JSON cannot say', () => {
    expect(() => canonicalJson({ n: Number.NaN })).toThrow(TypeError);
  });
});

describe('hashId', () => {
  it('is the same for the same thing, however its keys are ordered', () => {
    expect(hashId('asset', { a: 1, b: 2 })).toBe(hashId('asset', { b: 2, a: 1 }));
  });

  it('tells kinds and contents apart', () => {
    const ids = [hashId('asset', { a: 1 }), hashId('plan', { a: 1 }), hashId('asset', { a: 2 })];

    expect(new Set(ids).size).toBe(3);
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  });
});

it('names bytes by their sha256', () => {
  const bytes = new TextEncoder().encode('abc');

  expect(sha256Hex(bytes)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

import { describe, expect, it } from 'vitest';
import { briefKeysFor, matteKeyFor, parsePhotosKey } from '../../../shared/contracts/photo-key.ts';
import { PipelineError } from '../../../shared/contracts/pipeline-error.ts';

describe('parsePhotosKey', () => {
  it.each([
    ['local/shoe/front.jpg', { kind: 'photo', tenant: 'local', sku: 'shoe', view: 'front' }],
    ['local/shoe.jpg', { kind: 'photo', tenant: 'local', sku: 'shoe', view: 'main' }],
    ['acme/2026/summer/A 1+2%/back.left.webp', { kind: 'photo', tenant: 'acme', sku: 'A 1+2%', view: 'back.left' }],
    ['local/scho\u0308n/u\u0308.png', { kind: 'photo', tenant: 'local', sku: 'sch\u00f6n', view: '\u00fc' }],
    ['local/shoe/front', { kind: 'photo', tenant: 'local', sku: 'shoe', view: 'front' }],
    ['local/shoe/brief.json', { kind: 'brief' }],
    ['local/brief.json', { kind: 'brief' }],
    ['local/shoe/front.matte.png', { kind: 'matte', tenant: 'local', photoStem: 'local/shoe/front' }],
  ])('reads %s', (key, expected) => {
    expect(parsePhotosKey(key)).toEqual(expected);
  });

  it.each([
    ['no tenant folder', 'shoe.jpg'],
    ['a folder alone', 'local/shoe/'],
    ['a leading underscore', 'local/_shoe/front.jpg'],
    ['a leading dot', 'local/shoe/.front.jpg'],
    ['a tilde', 'local/sh~oe/front.jpg'],
    ['a hash', 'local/shoe/fr#ont.jpg'],
    ['a control character', 'local/shoe/fr\u0007ont.jpg'],
    ['a sku of 81 characters', `local/${'a'.repeat(81)}/front.jpg`],
  ])('refuses %s with the rule in the sentence', (_, key) => {
    const refused = () => parsePhotosKey(key);

    expect(refused).toThrow(PipelineError);
    expect(refused).toThrow(/upload it as <tenant>\/<sku>\/<view>\.<ext>/);
  });
});

it('looks for a brief in the nearest folder first and the tenant last', () => {
  expect(briefKeysFor('acme/summer/shoe/front.jpg')).toEqual([
    'acme/summer/shoe/brief.json',
    'acme/summer/brief.json',
    'acme/brief.json',
  ]);
  expect(briefKeysFor('acme/shoe.jpg')).toEqual(['acme/brief.json']);
});

it('expects a given matte beside its photo', () => {
  expect(matteKeyFor('acme/shoe/front.left.jpg')).toBe('acme/shoe/front.left.matte.png');
});

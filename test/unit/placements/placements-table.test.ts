import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allPlacements } from '../../../shared/placements/placements.ts';
import { placementNotes, placementsTable } from '../../../shared/placements/placements-table.ts';
import { selectPlacements } from '../../../shared/placements/select-placements.ts';

test('writes one line a row, with our own choices marked', () => {
  const [head, , line] = placementsTable(selectPlacements(['email-header'])).split('\n');

  expect(head).toMatch(/^\| id \| For \| Ratio \| Size \|/);
  expect(line).toBe(
    '| `email-header` | E-mail: Newsletter header or hero | – | 1200 x 600° | jpg | – | – | any | – | – | secondary |',
  );
});

test('writes limits and keep-free zones as people read them', () => {
  const table = placementsTable(selectPlacements(['google-merchant-image-link', 'meta-story']));

  expect(table).toContain('| 500 x 500 | 16 MB | white-or-transparent | at least 75%, at most 90% |');
  expect(table).toContain('| 14% 0% 20% 0% |');
});

test('docs/placements.md holds the table and the notes of today', () => {
  const page = readFileSync(new URL('../../../docs/placements.md', import.meta.url), 'utf8');

  expect(page).toContain(placementsTable(allPlacements));
  expect(page).toContain(placementNotes(allPlacements));
});

import type { PaintFacts, PaintJob } from '../../shared/contracts/paint-job.ts';
import type { Store } from '../../shared/contracts/ports.ts';
import { decodePlate, type Plate } from '../../shared/imaging/decode-plate.ts';
import { layoutAgreement } from '../../shared/imaging/layout-agreement.ts';

/** Below this correlation a plate no longer shows the set it was started from (docs/imaging.md, Plates). */
const minLayoutAgreement = 0.8;

/** Whether a plate of this agreement is used: else the next seed is tried. */
export const keepsLayout = (agreement: number): boolean => agreement >= minLayoutAgreement;

/** How far a painted plate keeps the layout of the underpaint that its job started from, as layoutAgreement. */
export async function judgeLayout({ underpaint, passes }: PaintJob, { plate }: PaintFacts, store: Store) {
  const [painted, laidOut] = await Promise.all([openPlate(plate.key, store), openPlate(underpaint.key, store)]);
  const [first, last] = [passes[0], passes.at(-1)];
  if (first === undefined || last === undefined) throw new TypeError('Expected a job with passes, got none');
  return layoutAgreement(painted, last.rect, laidOut, first.rect);
}

/** Reads and decodes a plate or underpaint of the work bucket. */
export async function openPlate(key: string, store: Store): Promise<Plate> {
  const stored = await store.get('work', key);
  if (stored === undefined) throw new Error(`The picture ${key} is gone`);
  return decodePlate(stored.bytes);
}

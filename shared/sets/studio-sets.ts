import { type StudioSet, studioSet } from '../contracts/studio-set.ts';
import arch from './arch/set.json' with { type: 'json' };
import charcoalAbove from './charcoal-above/set.json' with { type: 'json' };
import leafShadeAbove from './leaf-shade-above/set.json' with { type: 'json' };
import linen from './linen/set.json' with { type: 'json' };
import linenAbove from './linen-above/set.json' with { type: 'json' };
import marble from './marble/set.json' with { type: 'json' };
import marbleAbove from './marble-above/set.json' with { type: 'json' };
import oak from './oak/set.json' with { type: 'json' };
import oakAbove from './oak-above/set.json' with { type: 'json' };
import pastelBlocks from './pastel-blocks/set.json' with { type: 'json' };
import plinth from './plinth/set.json' with { type: 'json' };
import steps from './steps/set.json' with { type: 'json' };
import terrazzo from './terrazzo/set.json' with { type: 'json' };
import travertine from './travertine/set.json' with { type: 'json' };
import walnut from './walnut/set.json' with { type: 'json' };
import windowPlaster from './window-plaster/set.json' with { type: 'json' };

/**
 * Every rendered studio set, the calmest first, those seen from above last. Checked against the contract when the module
 * is loaded. A set's pictures lie beside its facts: `shared/sets/<id>/<zoom.file>`.
 */
export const studioSets: readonly StudioSet[] = [
  plinth,
  oak,
  walnut,
  marble,
  terrazzo,
  windowPlaster,
  arch,
  steps,
  travertine,
  linen,
  pastelBlocks,
  marbleAbove,
  linenAbove,
  oakAbove,
  leafShadeAbove,
  charcoalAbove,
].map((facts) => studioSet.parse(facts));

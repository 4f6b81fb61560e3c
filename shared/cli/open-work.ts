import type { PlateItem } from '../contracts/items.ts';
import { type ItemKey, itemKey } from '../contracts/keys.ts';
import type { PlanBody } from '../contracts/plan.ts';
import { describeState, endOfTime, readPlanState, type Sight } from './photo-state.ts';
import { countOf } from './terminal.ts';

/** Something that has not ended: a photo on its way, or a request that waits for photos. */
export type OpenWork = {
  /** Absent for a request. */
  readonly sku?: string | undefined;
  readonly view?: string | undefined;
  /** The photo's key, or the request's id. */
  readonly name: string;
  readonly step: string;
  /** When the step began, ISO 8601. */
  readonly since: string;
  /** How often it was begun: 1 where nothing was lost. */
  readonly attempts: number;
};

/** Everything of a tenant that has not ended, oldest first: what carries a deadline for the sweep. */
export async function readOpenWork(sight: Sight): Promise<OpenWork[]> {
  const open = await sight.table.overdue(endOfTime);
  const read = await Promise.all(open.map(({ pk, sk }) => readOpen({ pk, sk }, sight)));
  return read.flat().sort((a, b) => a.since.localeCompare(b.since));
}

/** Plates are shown with the plans that wait for them. */
async function readOpen(key: ItemKey, sight: Sight): Promise<OpenWork[]> {
  if (key.pk.startsWith(itemKey.asset('').pk)) return readAsset(key, sight);
  if (key.pk.startsWith(itemKey.plan('').pk)) return readPlanOf(key, sight);
  if (key.pk.startsWith(itemKey.request(sight.tenant, '').pk)) return readRequest(key, sight);
  return [];
}

async function readAsset(key: ItemKey, { table, tenant }: Sight): Promise<OpenWork[]> {
  const asset = await table.read('asset', key);
  if (asset === undefined || asset.tenant !== tenant || asset.state === 'rejected') return [];
  if (asset.state === 'masked' && asset.causes.size === 0) return [];
  const { sku, view, key: name, state, attempts, createdAt, maskedAt = createdAt } = asset;
  const now = state === 'masking' ? { step: 'masking', since: createdAt } : { step: 'planning', since: maskedAt };
  return [{ sku, view, name, ...now, attempts: attempts + 1 }];
}

async function readPlanOf(key: ItemKey, sight: Sight): Promise<OpenWork[]> {
  const plan = await sight.table.read('plan', key);
  if (plan === undefined || plan.tenant !== sight.tenant || plan.state === 'finished') return [];
  const { state, body } = await readPlanState(plan, sight);
  const { sku, view, openedAt: since } = plan;
  const attempts = state.step === 'painting' ? await readPaintAttempts(body, state.looks, sight) : plan.attempts + 1;
  return [{ sku, view, name: plan.planId, step: describeState(state), since, attempts }];
}

async function readPaintAttempts(body: PlanBody, looks: readonly string[], sight: Sight): Promise<number> {
  const painting = body.looks.filter(({ look }) => looks.includes(look.name));
  const ids = painting.flatMap(({ plates }) => plates.flatMap((plate) => plate.ids));
  const plates = await Promise.all(ids.map((id) => sight.table.read('plate', itemKey.plate(sight.tenant, id))));
  const attempts = plates.filter((plate): plate is PlateItem => plate !== undefined).map(({ attempt }) => attempt);
  return Math.max(1, ...attempts);
}

async function readRequest(key: ItemKey, { table }: Sight): Promise<OpenWork[]> {
  const request = await table.read('request', key);
  if (request === undefined || request.state !== 'expanding') return [];
  const { requestId, assetIds, openedAt, time, attempts } = request;
  const step = `waiting for ${countOf(assetIds.size, 'photo')}`;
  return [{ name: `request ${requestId}`, step, since: openedAt ?? time, attempts: attempts + 1 }];
}

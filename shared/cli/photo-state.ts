import { parseCause } from '../contracts/cause.ts';
import type { PlanItem, ViewItem } from '../contracts/items.ts';
import { itemKey } from '../contracts/keys.ts';
import { chunkName, type PlanBody } from '../contracts/plan.ts';
import type { Store, Table } from '../contracts/ports.ts';
import { readPlan } from '../state/read-plan.ts';
import type { NamedPhoto } from './scan-folder.ts';
import type { Upload } from './upload-photo.ts';

/** Where a photo stands. `looks` are those that are not finished yet. */
export type PhotoState =
  | { readonly step: 'masking' }
  | { readonly step: 'planning'; readonly assetId: string }
  | { readonly step: 'painting' | 'finishing'; readonly planId: string; readonly looks: readonly string[] }
  | {
      readonly step: 'finished';
      readonly planId: string;
      readonly assetId: string;
      readonly manifestKey: string;
      /** ISO 8601; before this run for what was found done. */
      readonly finishedAt: string;
    }
  | {
      readonly step: 'rejected';
      readonly code: string;
      readonly sentence: string;
      /** The photo's asset, where it had one before it was rejected. */
      readonly assetId: string | undefined;
    };

/** What is read, and what was found out before: open plans by cause, and bodies, which never change. */
export type Sight = {
  readonly table: Table;
  readonly store: Store;
  readonly tenant: string;
  readonly planOfCause: Map<string, string>;
  readonly bodies: Map<string, PlanBody>;
};
export const makeSight = (from: Pick<Sight, 'table' | 'store' | 'tenant'>): Sight => ({
  ...{ table: from.table, store: from.store, tenant: from.tenant },
  ...{ planOfCause: new Map(), bodies: new Map() },
});

/** Everything that is not ended carries a deadline before this. */
export const endOfTime = '9999-12-31T23:59:59.999Z';

/** Reads where an uploaded photo stands: for this upload, not for earlier ones of the same view. */
export async function readPhotoState(photo: NamedPhoto, upload: Upload, sight: Sight): Promise<PhotoState> {
  const { sku, view: name } = photo;
  const view =
    sku === undefined || name === undefined
      ? undefined
      : await sight.table.read('view', itemKey.view(sight.tenant, sku, name));
  const isNewest = view?.photo?.versionId === upload.versionId;
  const assetId = isNewest ? view?.photo?.assetId : undefined;
  if (view?.rejection?.causeId === upload.causeId) return { step: 'rejected', ...view.rejection, assetId };
  const finished = view === undefined ? undefined : await findFinished(view, upload.causeId, sight);
  if (finished !== undefined) return finished;
  if (assetId !== undefined) return readOpenPlan(assetId, upload.causeId, sight);
  const asset = await sight.table.read('asset', itemKey.asset(upload.uploadAssetId));
  if (asset?.rejection !== undefined) return { step: 'rejected', ...asset.rejection, assetId: undefined };
  return { step: 'masking' };
}

/** The view's latest plan, if it was made or found for this cause. */
async function findFinished(view: ViewItem, causeId: string, { table }: Sight): Promise<PhotoState | undefined> {
  if (view.latestPlan === undefined) return undefined;
  const { planId, manifestKey, finishedAt } = view.latestPlan;
  const plan = await table.read('plan', itemKey.plan(planId));
  // A plan may have several causes, of which the view names the latest.
  if (plan?.state !== 'finished' || !hasCause(plan, causeId)) return undefined;
  return { step: 'finished', planId, assetId: plan.assetId, manifestKey, finishedAt };
}

const hasCause = (plan: PlanItem, causeId: string): boolean =>
  [...plan.causes].some((text) => parseCause(text).causeId === causeId);

async function readOpenPlan(assetId: string, causeId: string, sight: Sight): Promise<PhotoState> {
  const planId = sight.planOfCause.get(causeId) ?? (await findOpenPlan(causeId, sight));
  const plan = planId === undefined ? undefined : await sight.table.read('plan', itemKey.plan(planId));
  if (plan !== undefined) return (await readPlanState(plan, sight)).state;
  const asset = await sight.table.read('asset', itemKey.asset(assetId));
  return asset?.state === 'masking' ? { step: 'masking' } : { step: 'planning', assetId };
}

type PlanState = Extract<PhotoState, { readonly planId: string; readonly looks: readonly string[] }>;

/** Where an open plan stands, and its body. */
export async function readPlanState(plan: PlanItem, sight: Sight): Promise<{ state: PlanState; body: PlanBody }> {
  const body = await readBody(plan, sight);
  const open = body.looks.filter(({ look, slots }) =>
    slots.some(({ chunk }) => plan.pendingChunks.has(chunkName(look.name, chunk))),
  );
  const waiting = await Promise.all(open.map(async (planLook) => !(await arePainted(planLook, sight))));
  const isPainting = waiting.length > 0 && waiting.every((waits) => waits);
  const looks = open.map(({ look }) => look.name);
  return { state: { step: isPainting ? 'painting' : 'finishing', planId: plan.planId, looks }, body };
}

/** Plans know their causes, not the other way round: the open ones are few. */
async function findOpenPlan(causeId: string, { table, planOfCause }: Sight): Promise<string | undefined> {
  const open = await table.overdue(endOfTime);
  for (const key of open.filter(({ pk }) => pk.startsWith(itemKey.plan('').pk))) {
    const plan = await table.read('plan', { pk: key.pk, sk: key.sk });
    const causes = [...(plan?.causes ?? [])].map(parseCause);
    for (const each of causes) if (plan !== undefined) planOfCause.set(each.causeId, plan.planId);
  }
  return planOfCause.get(causeId);
}

async function readBody(plan: PlanItem, sight: Sight): Promise<PlanBody> {
  const known = sight.bodies.get(plan.planId);
  if (known !== undefined) return known;
  const found = await readPlan(plan.planId, sight);
  if (found === undefined) throw new Error(`Plan ${plan.planId} is gone`);
  sight.bodies.set(plan.planId, found.body);
  return found.body;
}

async function arePainted({ plates }: PlanBody['looks'][number], { table, tenant }: Sight): Promise<boolean> {
  const firstSeeds = plates.flatMap(({ ids }) => ids.slice(0, 1));
  const items = await Promise.all(firstSeeds.map((id) => table.read('plate', itemKey.plate(tenant, id))));
  return items.every((item) => item?.state === 'painted');
}

/** Where a photo stands, in words: `painting (scene)`. */
export function describeState(state: PhotoState): string {
  if (state.step === 'painting' || state.step === 'finishing') {
    return state.looks.length === 0 ? state.step : `${state.step} (${state.looks.join(', ')})`;
  }
  return state.step === 'rejected' ? `rejected (${state.code})` : state.step;
}

import { requestCauseId } from '../../shared/contracts/cause.ts';
import { canonicalJson, sha256Hex } from '../../shared/contracts/ids.ts';
import type { ViewItem } from '../../shared/contracts/items.ts';
import { deadlineShard, itemKey, workKey } from '../../shared/contracts/keys.ts';
import { type RenderRequested, type RequestEnvelope, renderRequested } from '../../shared/contracts/messages.ts';
import { parsePhotosKey } from '../../shared/contracts/photo-key.ts';
import { isPermanent, PipelineError } from '../../shared/contracts/pipeline-error.ts';
import type { Table } from '../../shared/contracts/ports.ts';
import { deadlineOf } from '../../shared/contracts/timing.ts';
import { resolveBrief } from '../../shared/planning/resolve-brief.ts';
import { noteRequestCause } from '../../shared/state/note-request-cause.ts';
import type { PlanDeps } from './plan-asset.ts';

const maxPhotosPerRequest = 1000;

type View = ViewItem & { photo: NonNullable<ViewItem['photo']> };

/**
 * Answers a RenderRequested: notes the request as a cause on every asset that it names and wakes planning for each.
 * A request that makes no sense ends as rejected, which the table's stream announces as RenderRejected.
 */
export async function expandRequest(envelope: RequestEnvelope, deps: PlanDeps): Promise<void> {
  const parsed = renderRequested.safeParse(envelope.detail);
  if (!parsed.success) return rejectUnparsed(envelope, parsed.error.issues[0], deps);
  const request = parsed.data;
  try {
    const views = await findViews(request, deps.table);
    const brief = await storeBrief(request, deps);
    await openRequest(request, envelope.time, views, brief, deps);
    for (const view of views) await noteRequestCause(view, request, envelope.time, deps);
    const wakes = views.map(({ photo }) => ({
      ...{ v: 1 as const, assetId: photo.assetId, requestId: request.requestId },
      causeId: requestCauseId(request.tenant, request.requestId),
    }));
    await deps.queue.send('plan', wakes, request.tenant);
    deps.log({ requestId: request.requestId, photos: views.length });
  } catch (error) {
    if (!isPermanent(error)) throw error;
    await rejectRequest(request.tenant, request.requestId, envelope.time, error, deps);
  }
}

/** The views that a request names, each with the photo that is newest now. */
async function findViews(request: RenderRequested, table: Table): Promise<View[]> {
  const { tenant, photos = [], skus = [], prefix } = request;
  const names = photos.map((key) => {
    const named = parsePhotosKey(key.startsWith(`${tenant}/`) ? key : `${tenant}/${key}`);
    if (named.kind !== 'photo') throw invalid(`a photo for "${key}", got a ${named.kind}`);
    return named;
  });
  const found = await Promise.all([
    ...names.map(({ sku, view }) => table.read('view', itemKey.view(tenant, sku, view))),
    ...skus.map((sku) => table.readAll('view', itemKey.viewsOfSku(tenant, sku))),
  ]);
  const ofPrefix = prefix === undefined ? [] : await table.readAll('view', itemKey.viewsOfTenant(tenant));
  const inPrefix = ofPrefix.filter(({ photo }) => photo?.key.startsWith(`${tenant}/${prefix}`));
  const views = [...found.flat(), ...inPrefix].filter((view): view is View => view?.photo !== undefined);
  const distinct = [...new Map(views.map((view) => [view.photo.assetId, view])).values()];
  if (distinct.length === 0) {
    throw new PipelineError(
      'NOTHING_SELECTED',
      `Expected at least one uploaded photo for request ${request.requestId}, found none; check tenant, skus, photos and prefix.`,
    );
  }
  if (distinct.length > maxPhotosPerRequest) {
    throw invalid(`at most ${maxPhotosPerRequest} photos, got ${distinct.length}; split the request`);
  }
  return distinct;
}

/** Checks the request's own brief and stores it by its hash. */
async function storeBrief(request: RenderRequested, { store, engine }: PlanDeps) {
  if (request.brief === undefined) return undefined;
  const bytes = new TextEncoder().encode(canonicalJson(request.brief));
  resolveBrief(bytes, { engine, name: 'the brief of the request' });
  const sha256 = sha256Hex(bytes);
  const key = workKey.brief(sha256);
  await store.putIfAbsent('work', key, bytes, 'application/json');
  return { key, sha256 };
}

async function openRequest(
  { tenant, requestId }: RenderRequested,
  time: string,
  views: readonly View[],
  brief: { key: string; sha256: string } | undefined,
  { table, clock }: PlanDeps,
): Promise<void> {
  const place = itemKey.request(tenant, requestId);
  const now = clock();
  const deadline = deadlineOf('plan-renders', now);
  await table.change('request', place, {
    set: {
      ...{
        state: 'expanding',
        tenant,
        requestId,
        time,
        openedAt: now.toISOString(),
        brief,
        deadline,
        deadlineShard: deadlineShard(place.pk),
      },
      assetIds: new Set(views.map(({ photo }) => photo.assetId)),
    },
    when: [{ attribute: 'requestId', isAbsent: true }],
  });
}

async function rejectUnparsed(
  envelope: RequestEnvelope,
  issue: { path: PropertyKey[]; message: string } | undefined,
  deps: PlanDeps,
): Promise<void> {
  const detail = (typeof envelope.detail === 'object' && envelope.detail !== null ? envelope.detail : {}) as Record<
    string,
    unknown
  >;
  const requestId =
    typeof detail.requestId === 'string' ? detail.requestId : sha256Hex(Buffer.from(canonicalJson(envelope)));
  const tenant = typeof detail.tenant === 'string' ? detail.tenant : 'unknown';
  const where = issue?.path.join('.') || 'the request';
  await rejectRequest(
    tenant,
    requestId,
    envelope.time,
    invalid(`${where} as documented: ${issue?.message ?? 'not understood'}`),
    deps,
  );
}

async function rejectRequest(
  tenant: string,
  requestId: string,
  time: string,
  error: PipelineError,
  deps: PlanDeps,
): Promise<void> {
  await deps.table.change('request', itemKey.request(tenant, requestId), {
    set: { state: 'rejected', tenant, requestId, time, rejection: { code: error.code, sentence: error.message } },
    when: [{ attribute: 'requestId', isAbsent: true }],
  });
  deps.log({ requestId, code: error.code });
}

const invalid = (expected: string) => new PipelineError('REQUEST_INVALID', `Expected ${expected}.`);

import { type Cause, parseCause, planOrder } from '../../shared/contracts/cause.ts';
import type { OutgoingEvent } from '../../shared/contracts/events.ts';
import { hashId } from '../../shared/contracts/ids.ts';
import type { AssetItem, PlanItem, RequestItem } from '../../shared/contracts/items.ts';
import { itemKey } from '../../shared/contracts/keys.ts';
import type { Announcer, Log, Table } from '../../shared/contracts/ports.ts';

/** A change of an item as the table's stream tells it; `before` is absent for a new item. */
export type ItemChange =
  | { readonly kind: 'plan'; readonly before: PlanItem | undefined; readonly after: PlanItem }
  | { readonly kind: 'asset'; readonly before: AssetItem | undefined; readonly after: AssetItem }
  | { readonly kind: 'request'; readonly before: RequestItem | undefined; readonly after: RequestItem };

/** What announcing needs from outside. */
export type AnnounceDeps = { readonly table: Table; readonly announcer: Announcer; readonly log: Log };

/**
 * Tells the bus what a change of state means: a plan that finished (for each of its causes) or was asked for again, a
 * photo or a request that was rejected. Moves the view's latest plan forward. The same change told twice gives the
 * same eventIds.
 */
export async function announce(change: ItemChange, deps: AnnounceDeps): Promise<void> {
  const events = eventsOf(change);
  if (change.kind === 'plan') {
    for (const cause of newCauses(change)) await moveLatestPlan(change.after, cause, deps.table);
  }
  if (events.length === 0) return;
  await deps.announcer.publish(events);
  for (const { type, detail } of events) deps.log({ event: type, eventId: detail.eventId });
}

function eventsOf(change: ItemChange): OutgoingEvent[] {
  if (change.kind === 'plan') return newCauses(change).map((cause) => finished(change.after, cause));
  if (change.kind === 'asset') {
    const known = change.before?.rejectedCauses ?? new Set();
    const fresh = [...change.after.rejectedCauses].filter((text) => !known.has(text));
    return fresh.map((text) => photoRejected(change.after, parseCause(text)));
  }
  const isNews = change.after.state === 'rejected' && change.before?.state !== 'rejected';
  return isNews ? [renderRejected(change.after)] : [];
}

/** The causes that a finished plan has not been announced for: all when it finishes, later ones as they come. */
function newCauses({ before, after }: Extract<ItemChange, { kind: 'plan' }>): Cause[] {
  if (after.state !== 'finished') return [];
  const known = before?.state === 'finished' ? before.causes : new Set();
  return [...after.causes].filter((text) => !known.has(text)).map(parseCause);
}

function finished(plan: PlanItem, cause: Cause): OutgoingEvent {
  const { planId, tenant, sku, view, manifestKey = '', counts } = plan;
  if (counts === undefined) throw new Error(`Plan ${planId} is finished without counts`);
  const eventId = hashId('AssetFinished', { planId, causeId: cause.causeId });
  return {
    type: 'AssetFinished',
    detail: { schemaVersion: 1, eventId, tenant, sku, view, cause, planId, manifestKey, counts },
  };
}

function photoRejected(asset: AssetItem, cause: Cause): OutgoingEvent {
  const { tenant, sku, view } = asset;
  const { code = 'ATTEMPTS_EXHAUSTED', sentence = '' } = asset.rejection ?? {};
  const eventId = hashId('PhotoRejected', { versionId: cause.versionId, key: cause.key, causeId: cause.causeId });
  const name = sku === undefined || view === undefined ? {} : { sku, view };
  return {
    type: 'PhotoRejected',
    detail: { schemaVersion: 1, eventId, tenant, ...name, key: cause.key, cause, code, sentence },
  };
}

function renderRejected({ tenant, requestId, rejection }: RequestItem): OutgoingEvent {
  const { code = 'REQUEST_INVALID', sentence = '' } = rejection ?? {};
  const eventId = hashId('RenderRejected', { tenant, requestId });
  return { type: 'RenderRejected', detail: { schemaVersion: 1, eventId, tenant, requestId, code, sentence } };
}

/** The view shows the plan of its newest photo and latest cause; an older one never takes its place. */
async function moveLatestPlan(plan: PlanItem, cause: Cause, table: Table): Promise<void> {
  const { tenant, sku, view, planId, manifestKey, finishedAt } = plan;
  const order = planOrder(cause, planId);
  await table.change('view', itemKey.view(tenant, sku, view), {
    set: {
      ...{ tenant, sku, view, latestPlanOrder: order },
      latestPlan: { planId, manifestKey, causeId: cause.causeId, finishedAt },
    },
    when: [{ attribute: 'latestPlanOrder', isAbsentOrLessThan: order }],
  });
}

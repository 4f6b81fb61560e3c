import type { PlanItem, SlotItem } from '../../shared/contracts/items.ts';
import { itemKey } from '../../shared/contracts/keys.ts';
import type { FinishWake } from '../../shared/contracts/messages.ts';
import type { PipelineError } from '../../shared/contracts/pipeline-error.ts';
import { chunkName, type MakeSlot, type PlanBody, type PlanLook, type PlanSlot } from '../../shared/contracts/plan.ts';
import { deadlineOf } from '../../shared/contracts/timing.ts';
import { prepareProduct, prepareWholePhoto } from '../../shared/imaging/prepare-product.ts';
import { readPayload } from '../../shared/state/read-payload.ts';
import { readPlan } from '../../shared/state/read-plan.ts';
import { firstRenderWake, wantPlate } from '../../shared/state/wake-plan.ts';
import { type ChosenPlate, choosePlate } from './choose-plate.ts';
import { closePlan } from './close-plan.ts';
import type { FinishDeps } from './finish-variants.ts';
import { makeVariant } from './make-variant.ts';
import { openZooms } from './open-zooms.ts';
import { publishLook } from './publish-look.ts';

/** What is shown where no seed gave a usable plate; receipts and manifest say so. */
const setInPlace = {
  code: 'SET_IN_PLACE_OF_SCENE',
  sentence: 'Expected a scene that keeps its layout, got none from any seed; the set itself is shown.',
};
const photoAlone = {
  code: 'NO_PLATE_PASSED',
  sentence:
    'Expected surroundings that pass their checks, got none from any seed; the photo is shown without more around it.',
};

/**
 * Makes the slots of one chunk, publishes the look when all of its slots are made, and closes the plan when nothing is
 * pending. Without a chunk, or where the chunk is done, only the steps after it are taken.
 */
export async function finishChunk(wake: FinishWake, deps: FinishDeps): Promise<void> {
  const startedAt = deps.clock().getTime();
  const found = await readPlan(wake.planId, deps);
  if (found === undefined || found.plan.state === 'finished') return;
  const { plan, body } = found;
  const planLook = body.looks.find(({ look }) => look.name === wake.look);
  if (
    planLook !== undefined &&
    wake.chunk !== undefined &&
    plan.pendingChunks.has(chunkName(planLook.look.name, wake.chunk))
  ) {
    await deps.table.change('plan', itemKey.plan(plan.planId), {
      set: { deadline: deadlineOf('finish-variants', deps.clock()) },
      when: [{ attribute: 'state', equals: 'open' }],
    });
    const slots = planLook.slots.filter(({ chunk }) => chunk === wake.chunk);
    const isMade = await makeChunk(plan, body, planLook, slots, deps);
    if (!isMade) return;
    await publishLook(plan, planLook, deps);
    const durationMs = deps.clock().getTime() - startedAt;
    deps.log({ planId: plan.planId, look: planLook.look.name, chunk: wake.chunk, slots: slots.length, durationMs });
  }
  await closePlan(wake.planId, body, deps);
}

/** Makes every slot of a chunk that is not made yet; says false where its plate must be painted first. */
async function makeChunk(
  plan: PlanItem,
  body: PlanBody,
  planLook: PlanLook,
  slots: readonly PlanSlot[],
  deps: FinishDeps,
): Promise<boolean> {
  if (await isEnded(body, planLook, slots, deps)) return true;
  const position = slots.find((slot) => slot.outcome === 'make')?.plate ?? null;
  const choice = position === null ? undefined : await choosePlate(body, planLook, position, deps);
  if (choice?.kind === 'missing') {
    await askForPlates(plan, planLook, choice.plateIds, deps);
    return false;
  }
  const chosen = choice?.kind === 'painted' ? choice.chosen : undefined;
  const open = await notMadeYet(body, planLook, slots, chosen, deps);
  for (const slot of open.filter(({ outcome }) => outcome === 'refused')) {
    if (slot.outcome !== 'refused') continue;
    await endSlot(body, planLook, slot, 'refused', { code: slot.code, sentence: slot.sentence }, deps);
  }
  const toMake = open.filter((slot) => slot.outcome === 'make');
  const failure = choice?.kind === 'failed' ? choice.error : undefined;
  const shown = failure === undefined ? toMake : await dropPaint(body, planLook, toMake, failure, deps);
  if (shown.length === 0) return true;
  const product = await readProduct(body, planLook, deps);
  const openZoom = openZooms(planLook, deps);
  const instead = choice?.kind === 'set in place' ? setInPlace : failure === undefined ? null : photoAlone;
  for (const slot of shown) {
    await makeVariant({ body, planLook, slot, product, chosen, openZoom, instead }, deps);
  }
  return true;
}

/** Of slots that get no plate, those that show their photo without paint; the others end as failed. */
async function dropPaint(
  body: PlanBody,
  planLook: PlanLook,
  slots: readonly MakeSlot[],
  { code, message }: PipelineError,
  deps: FinishDeps,
): Promise<MakeSlot[]> {
  const shown: MakeSlot[] = [];
  for (const slot of slots) {
    if (code === 'NO_PLATE_PASSED' && slot.unpainted !== null) {
      shown.push({ ...slot, placing: slot.unpainted, plate: null });
    } else await endSlot(body, planLook, slot, 'failed', { code, sentence: message }, deps);
  }
  return shown;
}

/** Whether every slot of the chunk has ended (the sweep ends slots that could not be made in many attempts). */
async function isEnded(
  body: PlanBody,
  { look }: PlanLook,
  slots: readonly PlanSlot[],
  { table }: FinishDeps,
): Promise<boolean> {
  const items = await table.readAll('slot', itemKey.slotsOfLook(body.planId, look.name));
  const ended = new Set(items.filter(({ state }) => state !== 'made').map((item) => item.placement));
  return slots.every(({ placement }) => ended.has(placement.id));
}

/** The slots without an item, or with one made from another plate. */
async function notMadeYet(
  body: PlanBody,
  { look }: PlanLook,
  slots: readonly PlanSlot[],
  chosen: ChosenPlate | undefined,
  { table }: FinishDeps,
): Promise<PlanSlot[]> {
  const items = await table.readAll('slot', itemKey.slotsOfLook(body.planId, look.name));
  const isDone = (item: SlotItem) => item.state !== 'made' || item.plateId === chosen?.item.plateId;
  const done = new Set(items.filter(isDone).map((item) => item.placement));
  return slots.filter(({ placement }) => !done.has(placement.id));
}

async function endSlot(
  body: PlanBody,
  { look }: PlanLook,
  { placement }: PlanSlot,
  state: 'refused' | 'failed',
  reason: { code: string; sentence: string },
  { table }: FinishDeps,
): Promise<void> {
  await table.change('slot', itemKey.slot(body.planId, look.name, placement.id), {
    set: { state, look: look.name, placement: placement.id, reasons: [reason] },
    when: [{ attribute: 'state', isAbsent: true }],
  });
}

/** Wakes painting for plates of a later seed (or of a first one whose wake was lost). */
async function askForPlates(
  plan: PlanItem,
  { look }: PlanLook,
  plateIds: readonly string[],
  deps: FinishDeps,
): Promise<void> {
  for (const plateId of plateIds) await wantPlate(deps.table, plan, look.name, plateId, deps.clock());
  const wakes = plateIds.map((plateId) => firstRenderWake(plan, plateId));
  await deps.queue.send('render', wakes, plan.tenant);
}

async function readProduct({ p, cutout, facts }: PlanBody, { look }: PlanLook, { store }: FinishDeps) {
  if (look.kind === 'extend') return prepareWholePhoto(await readPayload(p.key, store));
  const [pBytes, cutoutBytes] = await Promise.all([readPayload(p.key, store), readPayload(cutout.key, store)]);
  return prepareProduct({ p: pBytes, cutout: cutoutBytes }, facts);
}

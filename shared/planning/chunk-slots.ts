import { maxSlotsPerChunk, type PlanSlot } from '../contracts/plan.ts';

/** A slot that has no chunk yet. */
export type OpenSlot = PlanSlot extends infer Slot ? (Slot extends PlanSlot ? Omit<Slot, 'chunk'> : never) : never;

/**
 * Gives each slot of a look its chunk: at most 16 slots of one plate, or of refusals, numbered from 0 across the look.
 * Keeps the order of the slots; the numbers run plate by plate, then slots without a plate, refusals last.
 */
export function chunkSlots(slots: readonly OpenSlot[]): PlanSlot[] {
  const groups = new Map<string, OpenSlot[]>();
  for (const slot of slots) groups.set(groupOf(slot), [...(groups.get(groupOf(slot)) ?? []), slot]);
  const chunkOf = new Map<OpenSlot, number>();
  let chunk = 0;
  for (const [, members] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const [index, slot] of members.entries()) {
      chunkOf.set(slot, chunk + Math.floor(index / maxSlotsPerChunk));
    }
    chunk += Math.ceil(members.length / maxSlotsPerChunk);
  }
  return slots.map((slot) => ({ ...slot, chunk: chunkOf.get(slot) ?? 0 }));
}

/** Names sort as the groups are numbered. */
function groupOf(slot: OpenSlot): string {
  if (slot.outcome === 'refused') return 'c refused';
  return slot.plate === null ? 'b no plate' : `a plate ${slot.plate}`;
}

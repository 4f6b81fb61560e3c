import type { FinishWake, PaintNotification, PlateWake } from '../../shared/contracts/messages.ts';
import type { Clock, Log, Queue, Store, Table } from '../../shared/contracts/ports.ts';
import type { SetZoom, StudioSet } from '../../shared/contracts/studio-set.ts';
import type { Segmenter } from '../../shared/imaging/segment-product.ts';
import type { StudioStage } from '../../shared/imaging/studio-stage.ts';
import { endPainting } from './end-painting.ts';
import { finishChunk } from './finish-chunk.ts';
import { wakeWaiting } from './wake-waiting.ts';

/** Opens a zoom of a studio set, turned over where the look mirrors it. */
export type OpenStage = (set: StudioSet, zoom: SetZoom, isMirrored: boolean) => Promise<StudioStage>;
/** What finishing needs from outside. */
export type FinishDeps = {
  readonly store: Store;
  readonly table: Table;
  readonly queue: Queue;
  readonly endpointName: string;
  readonly openStage: OpenStage;
  /** The network that finds products, asked for where a plate shows one; opened once. */
  readonly openSegmenter: () => Promise<Segmenter>;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * Handles one message of the finish queue: SageMaker says that a painting ended; or a plate is done and the looks that
 * wait for it are woken; or one chunk of a look is made, checked, and with the look's last chunk published. Safe to
 * repeat: files are named by their hash, slots and plans change state once.
 */
export async function finishVariants(
  message: FinishWake | PlateWake | PaintNotification,
  deps: FinishDeps,
): Promise<void> {
  if ('inferenceId' in message) return endPainting(message, deps);
  if ('plateId' in message) return wakeWaiting(message, deps);
  return finishChunk(message, deps);
}

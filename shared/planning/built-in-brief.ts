import type { Brief, Look } from '../contracts/brief.ts';

/** Words without a colour: a paper sweep, warm unless the product asks for another (fit-set.ts). */
const anyPaper = 'a backdrop';
/** The layout of the scene: a cooler stone, so that scene and set differ at a glance even where no model painted. */
const stoneSweep = '#c3c6bd';
const scenePrompt =
  'Empty tabletop of pale limestone in front of a softly lit plaster wall, morning light from a window on the left, ' +
  'faint shadow of leaves on the wall, muted sand and sage tones, wide unoccupied foreground, background slightly out ' +
  'of focus, editorial product photography, 85 mm lens, no objects, no people, no text';

const white: Look = { name: 'white', kind: 'plain', colour: '#ffffff' };
const studio: Look = { name: 'studio', kind: 'set', set: { words: anyPaper } };
const scene: Look = { name: 'scene', kind: 'scene', prompt: scenePrompt, set: { sweep: stoneSweep } };

/**
 * The brief of a photo for which nobody wrote one: white, a paper sweep and, where an engine is configured, a painted
 * scene, each for the five default placements. `engine` is the deployment's engine, null where there is none.
 */
export function builtInBrief(engine: string | null): Brief {
  return { v: 1, looks: engine === null ? [white, studio] : [white, studio, scene], placements: ['default-*'] };
}

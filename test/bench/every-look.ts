/** A look of every kind, and of every kind of background that finishing knows. */
export const everyLook = [
  { kind: 'plain', name: 'white' },
  { kind: 'plain', name: 'clear', colour: 'transparent' },
  { kind: 'plain', name: 'coral', colour: '#e8c4b8' },
  { kind: 'set', name: 'sweep', set: { sweep: '#d9c7ae' } },
  { kind: 'set', name: 'plinth', set: { studio: 'plinth' } },
  { kind: 'scene', name: 'scene', prompt: 'An empty shelf', set: { sweep: '#c3c6bd' } },
  { kind: 'extend', name: 'extend' },
] as const;

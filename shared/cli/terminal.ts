import { relative } from 'node:path';

/** Where a command writes for people. */
export type Terminal = {
  /** Whether the live line is shown: on a terminal, not in a file or a log. */
  readonly isLive: boolean;
  /** Writes a line that stays. */
  readonly line: (text: string) => void;
  /** Shows a line that the next one takes the place of; nothing where there is no terminal. */
  readonly live: (text: string) => void;
};

/** What a Terminal needs of a stream; `columns` is absent where it is no terminal. */
type Stream = {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly write: (text: string) => unknown;
};

/** Takes the cursor to the line's begin and clears the line. */
const clearLine = '\r\u001b[2K';
const narrowestColumns = 20;
const usualColumns = 80;

/** A Terminal over a stream, stdout by default. A line that stays pushes the live one down. */
export function makeTerminal(stream: Stream = process.stdout): Terminal {
  const isLive = stream.isTTY === true && process.env.TERM !== 'dumb' && process.env.CI === undefined;
  let shown = '';
  return {
    isLive,
    line: (text) => {
      stream.write(`${shown === '' ? '' : clearLine}${text}\n${shown}`);
    },
    live: (text) => {
      const columns = Math.max(narrowestColumns, stream.columns ?? usualColumns);
      const next = cutTo(text, columns - 1);
      if (!isLive || next === shown) return;
      stream.write(`${shown === '' ? '' : clearLine}${next}`);
      shown = next;
    },
  };
}

/** A text cut to so many columns, with a mark where something is left out. */
export const cutTo = (text: string, columns: number): string =>
  text.length <= columns ? text : `${text.slice(0, columns - 1)}…`;

/** A number with its noun: `1 file`, `2 files`. */
export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A path as its reader would write it: below `folder` relative to it, else whole. */
export function showPath(path: string, folder: string): string {
  const way = relative(folder, path);
  return way === '..' || way.startsWith('../') ? path : way || '.';
}

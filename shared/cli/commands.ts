import { check, checkHelp } from './check-command.ts';
import type { Command } from './command-line.ts';
import { cutout, cutoutHelp } from './cutout-command.ts';
import { placements, placementsHelp } from './placements-command.ts';
import { pull, pullHelp } from './pull-command.ts';
import { put, putHelp } from './put-command.ts';
import { render, renderHelp } from './render-command.ts';
import { startHelp } from './start-args.ts';
import { start } from './start-command.ts';
import { status, statusHelp } from './status-command.ts';
import { verify, verifyHelp } from './verify-command.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  { name: 'start', summary: 'run the whole pipeline on this machine', help: startHelp, run: start },
  { name: 'cutout', summary: 'cut products out of photos, without AWS', help: cutoutHelp, run: cutout },
  { name: 'verify', summary: 'recompute what a receipt claims', help: verifyHelp, run: verify },
  { name: 'check', summary: "check anybody's pictures against placements", help: checkHelp, run: check },
  { name: 'put', summary: 'upload photos', help: putHelp, run: put },
  { name: 'status', summary: 'show where photos stand', help: statusHelp, run: status },
  { name: 'pull', summary: 'fetch the finished files of a sku', help: pullHelp, run: pull },
  { name: 'render', summary: 'ask for other pictures of a sku', help: renderHelp, run: render },
  {
    name: 'placements',
    summary: 'list the placements that a brief can ask for',
    help: placementsHelp,
    run: placements,
  },
];

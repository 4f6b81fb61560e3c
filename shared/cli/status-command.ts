import type { ViewItem } from '../contracts/items.ts';
import { itemKey } from '../contracts/keys.ts';
import { readArgs, usageError } from './command-line.ts';
import { type Deployment, deploymentOptions, findDeployment } from './deployment.ts';
import { exitCodes } from './exit-codes.ts';
import { deploymentRows, helpBlock } from './help.ts';
import { type OpenWork, readOpenWork } from './open-work.ts';
import { makeSight } from './photo-state.ts';
import { describeDuration } from './progress.ts';
import { findViews } from './pull-command.ts';
import { photoName } from './scan-folder.ts';
import { textTable } from './text-table.ts';

/** Of the photos that have ended, so many are named; a sku shows all of its own. */
const mostEnded = 30;

export const statusHelp = `Shows where photos stand: step, age and attempts of every open one, then the latest that have ended.

Usage: npx packshot status [SKU] [options]

${helpBlock('Options', deploymentRows)}

Attempts above 1 say that something was lost and taken up again; after 5 the photo or picture ends
with a reason.`;

/** `packshot status`: shows what is open and what has ended. Gives the exit code. */
export async function status(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs('status', args, deploymentOptions);
  const [sku, second] = positionals;
  if (second !== undefined) throw usageError('status', 'Expected at most one sku');
  const deployment = await findDeployment(values);
  const allOpen = await readOpenWork(makeSight(deployment));
  const open = sku === undefined ? allOpen : allOpen.filter((work) => work.sku === sku.normalize('NFC'));
  const views = await readViews(sku, open, deployment);
  const ended = views.map(endOf).filter((end) => end !== undefined);
  ended.sort((a, b) => b.at.localeCompare(a.at));
  const shown = sku === undefined ? ended.slice(0, mostEnded) : ended;
  const now = Date.now();
  const rows = [...open.map((work) => openRow(work, now)), ...shown.map((end) => endedRow(end, now))];
  if (rows.length > 0) {
    for (const line of textTable(['photo', 'step', 'age', 'attempts', 'why'], rows)) console.log(line);
  }
  const rejected = ended.filter(({ step }) => step === 'rejected').length;
  console.log(`${open.length} open, ${ended.length - rejected} finished, ${rejected} rejected`);
  return exitCodes.allDone;
}

/** A sku that is only just being masked has no view yet: it is known by its open work. */
async function readViews(
  sku: string | undefined,
  open: readonly OpenWork[],
  deployment: Deployment,
): Promise<ViewItem[]> {
  const { table, tenant } = deployment;
  if (sku === undefined) return table.readAll('view', itemKey.viewsOfTenant(tenant));
  if (open.length > 0) return table.readAll('view', itemKey.viewsOfSku(tenant, sku.normalize('NFC')));
  return findViews(sku, undefined, deployment);
}

/** How the newest cause of a view that has ended did so. */
type End = { readonly name: string; readonly step: 'finished' | 'rejected'; readonly at: string; readonly why: string };

function endOf(view: ViewItem): End | undefined {
  const { latestPlan, rejection, latestPlanOrder = '', rejectionOrder = '' } = view;
  const name = photoName({ key: '', ...view });
  if (rejection !== undefined && rejectionOrder > latestPlanOrder) {
    return { name, step: 'rejected', at: rejection.photoTime, why: `${rejection.code}: ${rejection.sentence}` };
  }
  return latestPlan === undefined ? undefined : { name, step: 'finished', at: latestPlan.finishedAt, why: '' };
}

const ageOf = (since: string, now: number): string => describeDuration(Math.max(0, now - Date.parse(since)));

function openRow({ sku, view, name, step, since, attempts }: OpenWork, now: number): string[] {
  return [
    photoName({ key: `/${name}`, ...(sku && view ? { sku, view } : {}) }),
    step,
    ageOf(since, now),
    `${attempts}`,
  ];
}

const endedRow = ({ name, step, at, why }: End, now: number): string[] => [name, step, ageOf(at, now), '', why];

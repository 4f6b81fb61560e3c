import { resolve } from 'node:path';
import type { ViewItem } from '../contracts/items.ts';
import { itemKey } from '../contracts/keys.ts';
import type { Manifest } from '../contracts/manifest.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';
import { readArgs, usageError } from './command-line.ts';
import { type Deployment, deploymentOptions, findDeployment } from './deployment.ts';
import { exitCodes } from './exit-codes.ts';
import { deploymentRows, helpBlock } from './help.ts';
import { projectView, viewFolder } from './project-view.ts';
import { countFiles, remarkTables, unpublishedTable } from './report.ts';
import { photoName } from './scan-folder.ts';
import { countOf, showPath } from './terminal.ts';

export const pullHelp = `Fetches the finished files of a sku.

Usage: npx packshot pull SKU [options]

Writes <out>/<sku>/<view>/<look>/<placement>.<ext> with a receipt beside each file, and manifest.json.
Files that are there already are not fetched again; those of an earlier plan are removed.

${helpBlock('Options', [
  ['--view VIEW', 'only this view'],
  ['--out DIR', 'where the files go (default: out)'],
  ...deploymentRows,
])}

Exit codes: 0 every view was fetched; 1 none is finished, or something went wrong; 2 some views are
not finished or were rejected.`;

/** `packshot pull`: makes a folder show the latest plan of each view of a sku. Gives the exit code. */
export async function pull(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs('pull', args, {
    ...deploymentOptions,
    view: { type: 'string' },
    out: { type: 'string' },
  });
  const [sku, second] = positionals;
  if (sku === undefined || second !== undefined) throw usageError('pull', 'Expected one sku');
  const deployment = await findDeployment(values);
  const views = await findViews(sku, values.view, deployment);
  const out = resolve(values.out ?? 'out');
  const manifests: Manifest[] = [];
  for (const view of views) {
    const manifest = await pullView(view, out, deployment);
    if (manifest !== undefined) manifests.push(manifest);
  }
  for (const line of remarkTables(manifests)) console.log(line);
  for (const line of unpublishedTable(manifests)) console.log(line);
  if (manifests.length === 0) return exitCodes.wentWrong;
  return manifests.length < views.length ? exitCodes.someRejected : exitCodes.allDone;
}

/**
 * The views of a sku, or the one that is named.
 * @throws SKU_UNKNOWN
 */
export async function findViews(
  sku: string,
  view: string | undefined,
  { table, tenant }: Deployment,
): Promise<ViewItem[]> {
  const views = await table.readAll('view', itemKey.viewsOfSku(tenant, sku.normalize('NFC')));
  const wanted = view === undefined ? views : views.filter((each) => each.view === view.normalize('NFC'));
  if (wanted.length > 0) return wanted;
  const others = views.length === 0 ? '' : `; it has ${views.map((each) => each.view).join(', ')}`;
  const name = view === undefined ? `the sku "${sku}"` : `the view "${view}" of the sku "${sku}"`;
  throw new PipelineError('SKU_UNKNOWN', `Expected ${name} of tenant ${tenant}, found none${others}.`);
}

async function pullView(view: ViewItem, out: string, { store }: Deployment): Promise<Manifest | undefined> {
  const name = photoName({ key: '', ...view });
  if (view.latestPlan === undefined) {
    const { rejection } = view;
    const why = rejection === undefined ? 'not finished yet' : `rejected: ${rejection.code}. ${rejection.sentence}`;
    console.log(`${name}  ${why}`);
    return undefined;
  }
  const manifest = await projectView(out, view.latestPlan.manifestKey, store);
  const folder = showPath(viewFolder(out, view.sku, view.view), process.cwd());
  console.log(`${name}  ${countOf(countFiles(manifest), 'file')} in ${folder}`);
  return manifest;
}

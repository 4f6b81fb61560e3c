import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll } from 'vitest';
import { z } from 'zod';
import { addStacks } from '../../infra/add-stacks.ts';
import { functionNames } from '../../infra/function-bundles.ts';
import { readSettings } from '../../infra/settings.ts';

/** As much of a template as tests look at. */
const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      DependsOn: z.union([z.string(), z.array(z.string())]).exactOptional(),
      DeletionPolicy: z.string().exactOptional(),
      UpdateReplacePolicy: z.string().exactOptional(),
    }),
  ),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown(), Export: z.unknown().optional() })).default({}),
});
export type Template = z.infer<typeof templateSchema>;
export type Resource = Template['Resources'][string];

const folder = mkdtempSync(join(tmpdir(), 'packshot-infra-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Folders that stand in for built bundles and the container: templates name assets only by a hash. */
export function assetFolders(): { bundles: string; container: string } {
  const [bundles, container] = [join(folder, 'bundles'), join(folder, 'container')];
  for (const name of functionNames) writeTo(join(bundles, name), 'index.mjs', `export const handler = '${name}';\n`);
  writeTo(container, 'Dockerfile', 'FROM scratch\n');
  return { bundles, container };
}

function writeTo(place: string, file: string, text: string): void {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, file), text);
}

/** An app with the stacks of the settings, not yet synthesized. */
export function makeApp(settings: Record<string, unknown>): { app: App } & ReturnType<typeof addStacks> {
  const outdir = mkdtempSync(join(folder, 'out-'));
  const app = new App({
    outdir,
    analyticsReporting: false,
    stackTraces: false,
    builtinCloudFormationValidation: false,
  });
  return {
    app,
    ...addStacks(
      app,
      readSettings((name) => settings[name]),
      assetFolders(),
    ),
  };
}

/** The templates of the stacks; `gpu` and `segment` are undefined where there is none. */
export function synthesized(settings: Record<string, unknown> = { engine: 'studio' }): {
  pipeline: Template;
  gpu: Template | undefined;
  segment: Template | undefined;
} {
  const { app, pipeline, gpu, segment } = makeApp(settings);
  const assembly = app.synth();
  const templateOf = (stackName: string) => templateSchema.parse(assembly.getStackByName(stackName).template);
  return {
    pipeline: templateOf(pipeline.stackName),
    gpu: gpu && templateOf(gpu.stackName),
    segment: segment && templateOf(segment.stackName),
  };
}

/** The resources of a type by their logical id. */
export function ofType(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

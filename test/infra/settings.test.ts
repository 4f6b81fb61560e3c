import { describe, expect, it } from 'vitest';
import { paintInstanceType } from '../../infra/check-engine.ts';
import { engineMemoryGib } from '../../infra/engine-memory.ts';
import { gpuMemoryGibOf, hasGpu } from '../../infra/instance-types.ts';
import { makeNames } from '../../infra/names.ts';
import { localSettings, readSettings, settingsSchema } from '../../infra/settings.ts';
import { engineNames, isDiffusionEngine } from '../../shared/contracts/engines.ts';
import { PipelineError } from '../../shared/contracts/pipeline-error.ts';

const weights = '0123456789abcdef'.repeat(4);
const read = (context: Record<string, unknown>) => readSettings((name) => context[name]);

describe('settings', () => {
  it('deploy without an engine where nothing is said', () => {
    expect(read({})).toMatchObject({ stage: 'dev', engine: 'none', architecture: 'x86_64', sweepMinutes: 5 });
  });

  it('take numbers as the command line gives them', () => {
    expect(read({ maxInstances: '4', maskConcurrency: '1000' })).toMatchObject({
      maxInstances: 4,
      maskConcurrency: 1000,
    });
  });

  it.each([
    ['stage', 'Prod'],
    ['stage', 'a-stage-too-long-'],
    ['engine', 'magic'],
    ['architecture', 'arm'],
    ['maskConcurrency', '1'],
    ['maxInstances', '0'],
    ['instanceType', 'g5.xlarge'],
    ['alarmTopicArn', 'on-call'],
    ['engineWeights', 'A'.repeat(64)],
    ['fluxDevAgreement', 'two words'],
  ])('refuse %s %s, and say which setting is wrong', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(PipelineError);
    expect(() => read({ [name]: value })).toThrow(new RegExp(name));
  });

  it.each([
    [{ engine: 'sdxl', engineWeights: weights }],
    [{ engine: 'flux2-klein-4b', engineWeights: weights, instanceType: 'ml.g5.2xlarge' }],
    [{ engine: 'flux1-schnell', engineWeights: weights, instanceType: 'ml.p5.48xlarge' }],
    [{ engine: 'flux1-fill-dev', engineWeights: weights, fluxDevAgreement: 'BFL-2026-0042' }],
    [{ engine: 'studio', instanceType: 'ml.g4dn.xlarge' }],
  ])('take an engine with all that it needs: %o', (context) => {
    expect(read(context)).toMatchObject(context);
  });

  it.each([
    ['weights for an engine that has some', { engine: 'sdxl' }, /engineWeights for engine sdxl.*list_weights/],
    ['no weights for studio', { engine: 'studio', engineWeights: weights }, /no engineWeights for engine studio/],
    ['no weights without an engine', { engineWeights: weights }, /no engineWeights for engine none/],
    ['an agreement for flux1-dev', { engine: 'flux1-dev', engineWeights: weights }, /fluxDevAgreement.*flux1-dev/],
    ['an agreement for its Fill', { engine: 'flux1-fill-dev', engineWeights: weights }, /fluxDevAgreement/],
    [
      'a GPU',
      { engine: 'sdxl', engineWeights: weights, instanceType: 'ml.c6i.xlarge' },
      /24 GiB.*sdxl, got ml\.c6i\.xlarge, without a GPU.*leave it out for ml\.g6\.xlarge/,
    ],
    [
      'a GPU that the image runs on',
      { engine: 'sdxl', engineWeights: weights, instanceType: 'ml.p3.2xlarge' },
      /got ml\.p3\.2xlarge, without a GPU that the image runs on/,
    ],
    [
      'as much memory in one GPU as the engine needs',
      { engine: 'flux1-schnell', engineWeights: weights, instanceType: 'ml.g5.48xlarge' },
      /48 GiB.*flux1-schnell, got ml\.g5\.48xlarge, with 24 GiB.*g6e/,
    ],
  ])('want %s', (_, context, sentence) => {
    expect(() => read(context)).toThrow(PipelineError);
    expect(() => read(context)).toThrow(sentence);
  });

  it.each(engineNames)('find an instance type that suffices for %s by themselves', (engine) => {
    const chosen = {
      engine,
      ...(isDiffusionEngine(engine) ? { engineWeights: weights, fluxDevAgreement: 'a-1' } : {}),
    };

    const instanceType = paintInstanceType(read(chosen));

    expect(gpuMemoryGibOf(instanceType) ?? 0).toBeGreaterThanOrEqual(engineMemoryGib(engine));
    expect(hasGpu(instanceType)).toBe(isDiffusionEngine(engine));
    expect(settingsSchema.shape.instanceType.description).toContain(instanceType);
  });

  it('leave a bucket’s name within 63 characters in the longest region', () => {
    const longest = makeNames('a234567890123456').bucket('variants');

    const name = longest
      .replace(/\$\{Token\[AWS\.AccountId\.\d+\]\}/, '111122223333')
      .replace(/\$\{[^}]+\}/, 'ap-southeast-1');

    expect(name).toBe('packshot-a234567890123456-variants-111122223333-ap-southeast-1');
    expect(name.length).toBeLessThanOrEqual(63);
  });

  it('of the local AWS run bundles of this machine', () => {
    expect(localSettings).toMatchObject({ stage: 'local', engine: 'studio', target: 'host', finishConcurrency: 2 });
  });
});

import { describe, expect, it } from 'vitest';
import { makeNames } from '../../infra/names.ts';
import { localSettings, readSettings } from '../../infra/settings.ts';
import { PipelineError } from '../../shared/contracts/pipeline-error.ts';

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
    ['engine', 'sdxl'],
    ['architecture', 'arm'],
    ['maskConcurrency', '1'],
    ['maxInstances', '0'],
    ['instanceType', 'g5.xlarge'],
    ['alarmTopicArn', 'on-call'],
  ])('refuse %s %s, and say which setting is wrong', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(PipelineError);
    expect(() => read({ [name]: value })).toThrow(new RegExp(name));
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

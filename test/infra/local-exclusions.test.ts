import { describe, expect, it } from 'vitest';
import { leftOutLocally, toLocalTemplate, unknownTypes } from '../../infra/local/local-template.ts';
import { localSettings } from '../../infra/settings.ts';
import { synthesized } from './synthesized.ts';

const { pipeline, gpu, segment } = synthesized({ ...localSettings, segmenter: 'birefnet-lite' });

describe('the stacks in the local AWS', () => {
  it('use only resource types that are known to work there, or known to be left out', () => {
    expect(unknownTypes(pipeline)).toEqual([]);
    expect(gpu && unknownTypes(gpu)).toEqual([]);
    expect(segment && unknownTypes(segment)).toEqual([]);
  });

  it('would be refused with a type that nobody has tried', () => {
    const Resources = { ...pipeline.Resources, Pipe: { Type: 'AWS::Pipes::Pipe', Properties: {} } };

    expect(unknownTypes({ Resources })).toEqual(['AWS::Pipes::Pipe']);
  });

  it('lose nothing of the pipeline', () => {
    const local = toLocalTemplate(pipeline, {});

    expect(Object.keys(local.Resources)).toEqual(Object.keys(pipeline.Resources));
    expect(leftOutLocally.length).toBeGreaterThan(0);
  });

  it('run two of each step at once and sweep every minute', () => {
    const text = JSON.stringify(pipeline);

    expect([...text.matchAll(/"MaximumConcurrency":(\d+)/g)].map(([, atOnce]) => atOnce)).toEqual(['2', '2', '2', '2']);
    expect(text).toContain('rate(1 minute)');
  });
});

import { Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { makeApp } from './synthesized.ts';

/** Rule and reason of one acknowledgement. */
const acknowledged = z.record(z.string(), z.string());

function check(settings: Record<string, unknown>, change: (made: ReturnType<typeof makeApp>) => void = () => {}): void {
  const made = makeApp(settings);
  change(made);
  Validations.of(made.app).addPlugins(new AwsSolutionsChecks(made.app));
  made.app.synth();
}

describe('cdk-nag', () => {
  it.each(['studio', 'none'])('finds nothing in AwsSolutions that is not acknowledged, with engine %s', (engine) => {
    expect(() => check({ engine })).not.toThrow();
  });

  it('finds nothing in an endpoint that paints with weights', () => {
    expect(() => check({ stage: 'prod', engine: 'flux2-klein-4b', engineWeights: '0'.repeat(64) })).not.toThrow();
  });

  it('finds nothing in the endpoint that segments either', () => {
    expect(() => check({ segmenter: 'birefnet-lite' })).not.toThrow();
  });

  it('would find a bucket without TLS', () => {
    const silent = vi.spyOn(console, 'error').mockImplementation(() => {});

    expect(() => check({ engine: 'none' }, ({ pipeline }) => new Bucket(pipeline, 'open'))).toThrow(/[Vv]alidation/);
    silent.mockRestore();
  });

  it('is answered with a reason each time, and for no rule but three', () => {
    const { app } = makeApp({ engine: 'studio' });
    const recorded = app.node
      .findAll()
      .flatMap(({ node }) => node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY))
      .flatMap(({ data }) => Object.entries(acknowledged.parse(data)));

    const rules = new Set(recorded.map(([rule]) => rule.replace(/^.*::(?=AwsSolutions-)/, '').replace(/\[.*$/, '')));

    expect(recorded.length).toBeGreaterThan(10);
    expect([...rules].sort()).toEqual(['AwsSolutions-IAM5', 'AwsSolutions-S1', 'AwsSolutions-SQS3']);
    for (const [, reason] of recorded) expect(reason.length).toBeGreaterThan(20);
  });
});

import { describe, expect, it } from 'vitest';
import { resolve } from './resolve.ts';
import { ofType, synthesized } from './synthesized.ts';

const { pipeline } = synthesized({ engine: 'studio', sweepMinutes: 5 });
const all = (type: string) => ofType(pipeline, type).map(([, { Properties }]) => resolve(Properties, pipeline));
const queue = (name: string) => `arn:aws:sqs:eu-central-1:111122223333:packshot-dev-${name}`;

describe('the bus', () => {
  it('takes RenderRequested from anyone to the plan queue, and keeps what cannot be delivered', () => {
    expect(all('AWS::Events::Rule')).toContainEqual(
      expect.objectContaining({
        EventBusName: 'packshot-dev',
        EventPattern: { 'detail-type': ['RenderRequested'] },
        Targets: [
          expect.objectContaining({ Arn: queue('plan'), DeadLetterConfig: { Arn: queue('requests-dead-letters') } }),
        ],
      }),
    );
  });
});

describe('the schedule', () => {
  it('wakes the sweep, which alone it may', () => {
    expect(all('AWS::Events::Rule')).toContainEqual(
      expect.objectContaining({
        ScheduleExpression: 'rate(5 minutes)',
        Targets: [
          expect.objectContaining({ Arn: 'arn:aws:lambda:eu-central-1:111122223333:function:packshot-dev-sweep' }),
        ],
      }),
    );
    expect(all('AWS::Lambda::Permission')).toEqual([
      expect.objectContaining({
        Principal: 'events.amazonaws.com',
        FunctionName: 'arn:aws:lambda:eu-central-1:111122223333:function:packshot-dev-sweep',
        SourceArn: expect.stringContaining('sweepschedule'),
      }),
    ]);
  });

  it('runs every minute in the local AWS', () => {
    const { pipeline: local } = synthesized({ sweepMinutes: 1 });

    const rules = ofType(local, 'AWS::Events::Rule').map(([, { Properties }]) => Properties.ScheduleExpression);

    expect(rules).toContain('rate(1 minute)');
  });
});

describe('the topics of the endpoint', () => {
  it.each(['success', 'error'])('brings %s notifications to the finish queue as they are', (outcome) => {
    expect(all('AWS::SNS::Subscription')).toContainEqual({
      TopicArn: `arn:aws:sns:eu-central-1:111122223333:packshot-dev-paint-${outcome}`,
      Protocol: 'sqs',
      Endpoint: queue('finish'),
      RawMessageDelivery: true,
    });
  });
});

describe('alarms', () => {
  it('tell a topic where one is given', () => {
    const alarmTopicArn = 'arn:aws:sns:eu-central-1:111122223333:on-call';
    const { pipeline: watched } = synthesized({ alarmTopicArn });

    const alarms = ofType(watched, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);

    expect(alarms.map(({ AlarmActions, OKActions }) => [AlarmActions, OKActions])).toEqual(
      Array(6).fill([[alarmTopicArn], [alarmTopicArn]]),
    );
  });
});

import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { QueueName } from '../shared/contracts/messages.ts';
import { type FunctionName, functionTimeoutSeconds } from '../shared/contracts/timing.ts';
import { acknowledge } from './acknowledge.ts';
import type { DeadLetterAlarms } from './alarms.ts';
import type { Names } from './names.ts';

/** AWS asks for at least six times, so that a throttled function does not lose its message to a second delivery. */
const visibilityFactor = 6;
/** A message keeps its age when it moves: dead letters must live longer than the queue's own four days. */
const deadLetterDays = 14;
const retentionDays = 4;
const maxReceives = 5;
/** An endpoint that is being created or changed takes no jobs for up to an hour; what waits for a place in it is sent anew. */
const maxRenderReceives = 20;

/** The function that each queue wakes. */
export const consumerOf = {
  ingest: 'mask-photo',
  plan: 'plan-renders',
  render: 'render-plate',
  finish: 'finish-variants',
} as const satisfies Record<QueueName, FunctionName>;

/** The four queues that wake the steps, each with a queue of dead letters and an alarm on it. */
export class Queues extends Construct {
  readonly ingest: Queue;
  readonly plan: Queue;
  readonly render: Queue;
  readonly finish: Queue;

  constructor(scope: Construct, id: string, names: Names, alarms: DeadLetterAlarms) {
    super(scope, id);
    const make = (name: QueueName, maxReceiveCount = maxReceives): Queue => {
      const deadLetters = makeDeadLetterQueue(this, `${name}-dead-letters`, names.deadLetters(name));
      alarms.watch(deadLetters, names.deadLetters(name));
      return new Queue(this, name, {
        queueName: names.queue(name),
        encryption: QueueEncryption.SQS_MANAGED,
        enforceSSL: true,
        visibilityTimeout: Duration.seconds(visibilityFactor * functionTimeoutSeconds[consumerOf[name]]),
        retentionPeriod: Duration.days(retentionDays),
        deadLetterQueue: { queue: deadLetters, maxReceiveCount },
      });
    };
    this.ingest = make('ingest');
    this.plan = make('plan');
    this.render = make('render', maxRenderReceives);
    this.finish = make('finish');
  }
}

/** A queue for what could not be delivered or done; people read it. */
export function makeDeadLetterQueue(scope: Construct, id: string, queueName: string): Queue {
  const queue = new Queue(scope, id, {
    queueName,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(deadLetterDays),
  });
  acknowledge(queue, 'AwsSolutions-SQS3', 'This queue is where dead letters go; an alarm tells when one arrives.');
  return queue;
}

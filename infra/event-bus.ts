import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DeadLetterAlarms } from './alarms.ts';
import type { Names } from './names.ts';
import { makeDeadLetterQueue } from './queues.ts';

/** The bus of a stage: RenderRequested comes in and goes to the plan queue, whoever sent it; our events go out. */
export class PipelineBus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, names: Names, plan: Queue, alarms: DeadLetterAlarms) {
    super(scope, id);
    const deadLetterQueue = makeDeadLetterQueue(this, 'requests-dead-letters', names.deadLetters('requests'));
    alarms.watch(deadLetterQueue, names.deadLetters('requests'));
    this.bus = new EventBus(this, 'bus', { eventBusName: names.bus });
    new Rule(this, 'render-requested', {
      eventBus: this.bus,
      eventPattern: { detailType: ['RenderRequested'] },
      targets: [new SqsQueue(plan, { deadLetterQueue })],
    });
  }
}

import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Names, PaintOutcome } from './names.ts';

/**
 * The topics on which SageMaker says that a paint job ended, well or badly; both reach the finish queue as they are.
 * They stand with the queue and not with the endpoint: an idle topic costs nothing, the endpoint means them by name, so
 * the endpoint's stack can fail or go without touching anything here, and a job that was under way is still heard of.
 */
export class PaintTopics extends Construct {
  readonly success: Topic;
  readonly error: Topic;

  constructor(scope: Construct, id: string, names: Names, finish: Queue) {
    super(scope, id);
    const make = (outcome: PaintOutcome): Topic => {
      const topic = new Topic(this, outcome, { topicName: names.topic(outcome), enforceSSL: true });
      topic.addSubscription(new SqsSubscription(finish, { rawMessageDelivery: true }));
      return topic;
    };
    this.success = make('success');
    this.error = make('error');
  }
}

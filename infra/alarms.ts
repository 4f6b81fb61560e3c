import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

const periodMinutes = 1;

/** One alarm for each queue of dead letters: the first message there is a photo that somebody waits for. */
export class DeadLetterAlarms extends Construct {
  readonly #action: SnsAction | undefined;

  constructor(scope: Construct, id: string, alarmTopicArn: string | undefined) {
    super(scope, id);
    if (alarmTopicArn === undefined) return;
    this.#action = new SnsAction(Topic.fromTopicArn(this, 'topic', alarmTopicArn));
  }

  /** Raises an alarm while messages lie in `queue`. */
  watch(queue: Queue, queueName: string): void {
    const metric = queue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(periodMinutes),
      statistic: 'Maximum',
    });
    const alarm = metric.createAlarm(this, queueName, {
      alarmName: queueName,
      alarmDescription: 'Work was given up. Read the messages, mend the cause, then move them back to their queue.',
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: 0,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (this.#action === undefined) return;
    alarm.addAlarmAction(this.#action);
    alarm.addOkAction(this.#action);
  }
}

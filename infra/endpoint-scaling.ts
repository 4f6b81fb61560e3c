import { CfnScalableTarget, CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

/** Jobs that wait for one instance, of which one more instance is worth its start. */
export const backlogPerInstance = 5;
/** An instance takes minutes to start: it is added soon, and kept a while after its last job. */
const scaleOutSeconds = 120;
const scaleInSeconds = 600;
const alarmSeconds = 60;

export type EndpointScalingProps = {
  readonly endpointName: string;
  readonly variantName: string;
  readonly maxInstances: number;
};

/**
 * Scales an asynchronous endpoint from zero to `maxInstances` by its backlog. Backlog per instance says nothing while
 * there is no instance, so an alarm on a backlog without capacity takes the first step away from zero.
 */
export class EndpointScaling extends Construct {
  constructor(scope: Construct, id: string, { endpointName, variantName, maxInstances }: EndpointScalingProps) {
    super(scope, id);
    const dimensions = [{ name: 'EndpointName', value: endpointName }];
    const target = new CfnScalableTarget(this, 'instances', {
      serviceNamespace: 'sagemaker',
      scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      resourceId: `endpoint/${endpointName}/variant/${variantName}`,
      minCapacity: 0,
      maxCapacity: maxInstances,
    });
    new CfnScalingPolicy(this, 'by-backlog', {
      policyName: `${endpointName}-by-backlog`,
      policyType: 'TargetTrackingScaling',
      scalingTargetId: target.ref,
      targetTrackingScalingPolicyConfiguration: {
        targetValue: backlogPerInstance,
        customizedMetricSpecification: {
          namespace: 'AWS/SageMaker',
          metricName: 'ApproximateBacklogSizePerInstance',
          dimensions,
          statistic: 'Average',
        },
        scaleOutCooldown: scaleOutSeconds,
        scaleInCooldown: scaleInSeconds,
      },
    });
    const firstInstance = new CfnScalingPolicy(this, 'from-zero', {
      policyName: `${endpointName}-from-zero`,
      policyType: 'StepScaling',
      scalingTargetId: target.ref,
      stepScalingPolicyConfiguration: {
        adjustmentType: 'ChangeInCapacity',
        metricAggregationType: 'Average',
        cooldown: scaleOutSeconds,
        stepAdjustments: [{ metricIntervalLowerBound: 0, scalingAdjustment: 1 }],
      },
    });
    new CfnAlarm(this, 'waiting', {
      alarmName: `${endpointName}-waits-for-an-instance`,
      alarmDescription: 'Paint jobs wait and no instance runs: the endpoint leaves zero.',
      namespace: 'AWS/SageMaker',
      metricName: 'HasBacklogWithoutCapacity',
      dimensions,
      statistic: 'Average',
      period: alarmSeconds,
      evaluationPeriods: 1,
      threshold: 1,
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      treatMissingData: 'missing',
      alarmActions: [firstInstance.ref],
    });
  }
}

import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { segmenters } from '../shared/contracts/segmenters.ts';
import type { FunctionName } from '../shared/contracts/timing.ts';
import { DeadLetterAlarms } from './alarms.ts';
import { Buckets } from './buckets.ts';
import { placesAtEndpoint } from './endpoint-places.ts';
import { PipelineBus } from './event-bus.ts';
import { deadlineIndex, FactsTable } from './facts-table.ts';
import { functionVariables } from './function-environment.ts';
import { makeNames, type Names } from './names.ts';
import { PaintTopics } from './paint-topics.ts';
import { permissions } from './permissions.ts';
import { PipelineFunction } from './pipeline-function.ts';
import { makeDeadLetterQueue, Queues } from './queues.ts';
import { segmentJobsPerInstance } from './segment-stack.ts';
import type { Settings } from './settings.ts';
import { makeSynthesizer } from './synthesizer.ts';
import { pictureBatch, renderBatch, wakeByQueue, wakeBySchedule, wakeByStream } from './wakes.ts';

const isInContainer = ({ segmenter }: Settings): boolean => segmenters[segmenter].runsIn === 'container';

/** No more photos at once than the segment endpoint has places for: waiting in the queue is not failing. */
function maskConcurrencyOf(settings: Settings): number {
  if (!isInContainer(settings)) return settings.maskConcurrency;
  return Math.min(settings.maskConcurrency, settings.segmentInstances * segmentJobsPerInstance);
}

type Resources = ReturnType<PipelineStack['addResources']>;

/** Everything but the endpoint, in the order of the data path. */
export class PipelineStack extends Stack {
  private readonly names: Names;
  private readonly settings: Settings;

  constructor(scope: Construct, settings: Settings, bundles: string) {
    const names = makeNames(settings.stage);
    super(scope, names.stack, {
      stackName: names.stack,
      description: 'Packshot: product photos in, finished pictures for every placement out',
      synthesizer: makeSynthesizer(),
    });
    this.names = names;
    this.settings = settings;
    const resources = this.addResources();
    const step = this.addSteps(resources, bundles);
    const { queues, facts, announceDeadLetters } = resources;

    wakeByQueue(step('mask-photo'), queues.ingest, pictureBatch, maskConcurrencyOf(settings));
    wakeByQueue(step('plan-renders'), queues.plan, pictureBatch, settings.planConcurrency);
    wakeByQueue(step('render-plate'), queues.render, renderBatch, settings.renderConcurrency);
    wakeByQueue(step('finish-variants'), queues.finish, pictureBatch, settings.finishConcurrency);
    wakeByStream(step('announce'), facts.streamArn, announceDeadLetters);
    wakeBySchedule(step('sweep'), settings.sweepMinutes);
    this.addOutputs(resources);
  }

  private addResources() {
    const { names } = this;
    const alarms = new DeadLetterAlarms(this, 'alarms', this.settings.alarmTopicArn);
    const queues = new Queues(this, 'queues', names, alarms);
    const buckets = new Buckets(this, 'buckets', names, queues.ingest);
    const facts = new FactsTable(this, 'facts', names);
    const { bus } = new PipelineBus(this, 'events', names, queues.plan, alarms);
    const topics = new PaintTopics(this, 'paint', names, queues.finish);
    const announceDeadLetters = makeDeadLetterQueue(this, 'announce-dead-letters', names.deadLetters('announce'));
    alarms.watch(announceDeadLetters, names.deadLetters('announce'));
    return { queues, buckets, facts, bus, topics, announceDeadLetters };
  }

  /** Gives the function of a step; each may do what its permissions say and is told what its environment asks for. */
  private addSteps(
    { queues, buckets, facts, bus, announceDeadLetters }: Resources,
    bundles: string,
  ): (step: FunctionName) => PipelineFunction {
    const { names, settings } = this;
    const { engine, engineWeights, segmenter, architecture, maxInstances } = settings;
    const allowed = permissions({
      bucket: (name) => buckets[name].bucketArn,
      queue: (name) => queues[name].queueArn,
      table: facts.table.tableArn,
      stream: facts.streamArn,
      announceDeadLetters: announceDeadLetters.queueArn,
      deadlineIndex: `${facts.table.tableArn}/index/${deadlineIndex}`,
      bus: bus.eventBusArn,
      endpoint: engine === 'none' ? undefined : names.endpointArn,
      segmentEndpoint: isInContainer(settings) ? names.segmentEndpointArn : undefined,
    });
    const told = functionVariables({
      tableName: facts.table.tableName,
      bucketName: (name) => buckets[name].bucketName,
      queueUrl: (name) => queues[name].queueUrl,
      busName: bus.eventBusName,
      endpointName: names.endpoint,
      engine,
      engineWeights,
      segmenter,
      segmentEndpointName: names.segmentEndpoint,
      maxInFlight: placesAtEndpoint(maxInstances),
    });
    return (step) =>
      new PipelineFunction(this, step, {
        ...{ step, bundles, architecture, functionName: names.function(step) },
        ...{ variables: told[step], permissions: allowed[step] },
      });
  }

  /** What the command line reads to find its way around a deployment. */
  private addOutputs({ queues, buckets, facts, bus, topics }: Resources): void {
    const { engine, engineWeights } = this.settings;
    const outputs = {
      PhotosBucket: buckets.photos.bucketName,
      WorkBucket: buckets.work.bucketName,
      VariantsBucket: buckets.variants.bucketName,
      TableName: facts.table.tableName,
      IngestQueueUrl: queues.ingest.queueUrl,
      PlanQueueUrl: queues.plan.queueUrl,
      RenderQueueUrl: queues.render.queueUrl,
      FinishQueueUrl: queues.finish.queueUrl,
      EventBusName: bus.eventBusName,
      PaintSuccessTopicArn: topics.success.topicArn,
      PaintErrorTopicArn: topics.error.topicArn,
      EndpointName: this.names.endpoint,
      SegmentEndpointName: this.names.segmentEndpoint,
      Engine: engine,
      ...(engineWeights === undefined
        ? {}
        : { EngineWeightsFolder: `${this.names.weightsUri(engineWeights)}${engine}/` }),
      ...(isInContainer(this.settings)
        ? { WeightsFolder: this.names.weightsUri(segmenters[this.settings.segmenter].sha256) }
        : {}),
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

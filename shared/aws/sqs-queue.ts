import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueName } from '../contracts/messages.ts';
import type { Queue } from '../contracts/ports.ts';

const batchSize = 10;
const maxRounds = 4;

/** A Queue over SQS; each message carries the tenant as its group, so that one tenant's load delays no other's. */
export function makeSqsQueue(client: SQSClient, urls: Partial<Record<QueueName, string>>): Queue {
  return {
    async send(queue, messages, tenant, delaySeconds = 0) {
      const url = urls[queue];
      if (url === undefined) throw new Error(`This function has no ${queue} queue`);
      const bodies = messages.map((message) => JSON.stringify(message));
      for (let start = 0; start < bodies.length; start += batchSize) {
        await sendBatch(client, url, bodies.slice(start, start + batchSize), { tenant, delaySeconds });
      }
    },
  };
}

/** Sends one batch; SendMessageBatch answers 200 also where single messages failed: those are sent again. */
async function sendBatch(
  client: SQSClient,
  url: string,
  bodies: string[],
  { tenant, delaySeconds }: { tenant: string; delaySeconds: number },
): Promise<void> {
  let open = bodies;
  for (let round = 0; open.length > 0; round++) {
    if (round === maxRounds) throw new Error(`${open.length} messages could not be sent`);
    const entries = open.map((body, index) => ({
      Id: String(index),
      MessageBody: body,
      MessageGroupId: groupOf(tenant),
      DelaySeconds: delaySeconds,
    }));
    const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }));
    const failed = new Set((answer.Failed ?? []).map((entry) => Number(entry.Id)));
    open = open.filter((_, index) => failed.has(index));
  }
}

/** SQS takes 1-128 ASCII letters, digits and punctuation as a group. */
const groupOf = (tenant: string): string => tenant.replaceAll(/[^!-~]/g, '-').slice(0, 128);

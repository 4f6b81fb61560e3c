import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { eventSource, type OutgoingEvent } from '../contracts/events.ts';
import type { Announcer } from '../contracts/ports.ts';

const batchSize = 10;
const maxRounds = 4;

/** An Announcer over an EventBridge bus; entries that PutEvents refuses are sent again. */
export function makeBusAnnouncer(client: EventBridgeClient, busName: string): Announcer {
  return {
    async publish(events) {
      for (let start = 0; start < events.length; start += batchSize) {
        await putBatch(client, busName, events.slice(start, start + batchSize));
      }
    },
  };
}

async function putBatch(client: EventBridgeClient, busName: string, events: readonly OutgoingEvent[]): Promise<void> {
  let open = events;
  for (let round = 0; open.length > 0; round++) {
    if (round === maxRounds) throw new Error(`${open.length} events could not be published`);
    const answer = await client.send(
      new PutEventsCommand({
        Entries: open.map(({ type, detail }) => ({
          EventBusName: busName,
          Source: eventSource,
          DetailType: type,
          Detail: JSON.stringify(detail),
        })),
      }),
    );
    open = open.filter((_, index) => answer.Entries?.[index]?.ErrorCode !== undefined);
  }
}

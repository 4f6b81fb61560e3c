import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

const retryMilliseconds = 200;
const serviceUnavailable = 503;

export type ContainerAnswer = { readonly status: number; readonly contentType: string; readonly body: Buffer };

/**
 * Sends a request to the container's `/invocations` and returns its answer, whatever its status but 503.
 * It waits until `/ping` answers 200 first, again after each 503, and once more when the connection breaks (the
 * container was killed): then the request is tried once again. `signal` ends all waiting.
 * @throws Error when the connection breaks twice, or whatever `signal` was aborted with.
 */
export async function callContainer(
  containerUrl: string,
  body: Buffer,
  contentType: string,
  signal: AbortSignal,
): Promise<ContainerAnswer> {
  let hasBroken = false;
  while (true) {
    await waitUntilReady(containerUrl, signal);
    try {
      const answer = await post(`${containerUrl}/invocations`, body, contentType, signal);
      if (answer.status !== serviceUnavailable) return answer;
    } catch (error) {
      signal.throwIfAborted();
      if (hasBroken) throw new Error('The container broke the connection twice.', { cause: error });
      hasBroken = true;
    }
    await wait(retryMilliseconds, undefined, { signal });
  }
}

async function waitUntilReady(containerUrl: string, signal: AbortSignal): Promise<void> {
  while (true) {
    const ready = await fetch(`${containerUrl}/ping`, { signal }).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    signal.throwIfAborted();
    await wait(retryMilliseconds, undefined, { signal });
  }
}

/**
 * Not fetch, which gives up after 300 s without an answer; and a connection of its own each time, because one kept
 * from before a kill would count as broken.
 */
function post(url: string, body: Buffer, contentType: string, signal: AbortSignal): Promise<ContainerAnswer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': contentType, 'content-length': body.length };
    const call = request(url, { method: 'POST', headers, agent: false, signal }, async (response) => {
      try {
        const answer = Buffer.concat(await response.toArray());
        const type = response.headers['content-type'] ?? 'application/octet-stream';
        resolve({ status: response.statusCode ?? 0, contentType: type, body: answer });
      } catch (error) {
        reject(error);
      }
    });
    call.once('error', reject);
    call.end(body);
  });
}

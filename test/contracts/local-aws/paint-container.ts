import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** What the container does with a request: status and body, or `break` the connection, or wait for ever. */
type Behaviour = { status: number; body: string } | 'break' | 'silent';

/** A container of the test's own: it answers as told, in order, and remembers what it was asked. */
export async function startContainer() {
  const asked: { body: string; contentType: string | undefined }[] = [];
  const behaviours: Behaviour[] = [];
  const state = { running: 0, most: 0, isReady: true, paintMilliseconds: 0 };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/ping') {
      response.writeHead(state.isReady ? 200 : 503).end();
      return;
    }
    state.running += 1;
    state.most = Math.max(state.most, state.running);
    const body = Buffer.concat(await request.toArray()).toString();
    asked.push({ body, contentType: request.headers['content-type'] });
    const behaviour = behaviours.shift() ?? { status: 200, body: '{"painted":true}' };
    await wait(state.paintMilliseconds);
    state.running -= 1;
    if (behaviour === 'break') request.socket.destroy();
    else if (behaviour !== 'silent') {
      response.writeHead(behaviour.status, { 'content-type': 'application/json' }).end(behaviour.body);
    }
  };
  const server: Server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    behaviours,
    state,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

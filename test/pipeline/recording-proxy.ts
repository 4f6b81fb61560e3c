import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** One call of a function to AWS: what IAM would be asked, and whether it changes something. */
export type Call = {
  readonly functionName: string;
  readonly action: string;
  readonly resource: string;
  readonly isWrite: boolean;
  readonly status: number;
};
/** A message that a function sent to a queue. */
export type SentMessage = { readonly queue: string; readonly body: string };

/** Stands between the functions and the local AWS: records every call, and kills or doubles on command. */
export type RecordingProxy = {
  readonly url: string;
  readonly calls: Call[];
  readonly sent: SentMessage[];
  /** Kills a function's processes right after its n-th write (1 = the first) was carried out, before it hears of it. */
  readonly killAfterWrite: (functionName: string, write: number) => void;
  /** Whether the kill that was ordered has happened. */
  readonly hasKilled: () => boolean;
  /** Sends every message and event of the functions twice at the same time. */
  doubles: boolean;
  readonly stop: () => Promise<void>;
};

const writes = /^(s3:PutObject|dynamodb:UpdateItem|sqs:SendMessage|events:PutEvents|sagemaker:InvokeEndpointAsync)$/;

/** Starts the proxy before a local AWS (`awsUrl`) and the endpoint's substitute (`shimUrl`). */
export async function startRecordingProxy(awsUrl: string, shimUrl: string): Promise<RecordingProxy> {
  const calls: Call[] = [];
  const sent: SentMessage[] = [];
  let order: { functionName: string; write: number } | undefined;
  let killed = false;
  const proxy = { doubles: false };

  const url = (): string => {
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  };
  const server = createServer(async (incoming, outgoing) => {
    const body = await readAll(incoming);
    const asked = describe(incoming, body);
    const upstream = asked.action.startsWith('sagemaker:') ? shimUrl : awsUrl;
    if (proxy.doubles && /SendMessage|PutEvents/.test(asked.action)) void forward(incoming, body, upstream);
    const answer = await forward(incoming, body, upstream);
    if (answer === undefined) return incoming.socket.destroy();
    calls.push({ ...asked, status: answer.status });
    if (asked.action === 'sqs:SendMessage') sent.push(...messagesIn(body));
    const isTurn = order?.functionName === asked.functionName && asked.isWrite && --order.write === 0;
    if (isTurn) {
      killFunction(asked.functionName, url());
      killed = true;
      order = undefined;
      incoming.socket.destroy();
      return;
    }
    reply(outgoing, answer);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return Object.assign(proxy, {
    url: url(),
    calls,
    sent,
    killAfterWrite: (functionName: string, write: number) => {
      order = { functionName, write };
      killed = false;
    },
    hasKilled: () => killed,
    stop: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  });
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

type Answer = { status: number; headers: IncomingMessage['headers']; body: Buffer };

/** Undefined where nobody answers: a function may still call while everything is being ended. */
function forward(incoming: IncomingMessage, body: Buffer, upstream: string): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const { method, url, headers } = incoming;
    const outgoing = request(`${upstream}${url}`, { method, headers: { ...headers, host: new URL(upstream).host } });
    outgoing.on('response', async (answer) =>
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: await readAll(answer) }),
    );
    outgoing.on('error', () => resolve(undefined));
    outgoing.end(body);
  });
}

function reply(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  const { 'transfer-encoding': _, connection: __, ...kept } = headers;
  outgoing.writeHead(status, { ...kept, 'content-length': kept['content-length'] ?? body.length });
  outgoing.end(body);
}

/** What a request asks for, as IAM names it. */
function describe(incoming: IncomingMessage, body: Buffer): Omit<Call, 'status'> {
  const functionName = /app\/packshot-([a-z-]*[a-z])/.exec(incoming.headers['user-agent'] ?? '')?.[1] ?? 'unknown';
  const target = String(incoming.headers['x-amz-target'] ?? '');
  const [action, resource] = target === '' ? pathAction(incoming) : targetAction(target, body);
  return { functionName, action, resource, isWrite: writes.test(action) };
}

function pathAction({ method, url = '/' }: IncomingMessage): [string, string] {
  const { pathname, searchParams } = new URL(url, 'http://local');
  const path = decodeURIComponent(pathname.slice(1));
  const [, endpoint = '', how] = /^endpoints\/([^/]+)\/(async-)?invocations$/.exec(path) ?? [];
  if (endpoint !== '') return [`sagemaker:InvokeEndpoint${how === undefined ? '' : 'Async'}`, endpoint];
  if (method === 'PUT') return ['s3:PutObject', path];
  if (searchParams.has('list-type'))
    return ['s3:ListBucket', `${path.replace(/\/$/, '')}/${searchParams.get('prefix') ?? ''}`];
  return [searchParams.has('versionId') ? 's3:GetObjectVersion' : 's3:GetObject', path];
}

function targetAction(target: string, body: Buffer): [string, string] {
  const [service = '', operation = ''] = target.split('.');
  const input = JSON.parse(body.toString());
  if (service.startsWith('DynamoDB')) {
    const table = input.IndexName === undefined ? input.TableName : `${input.TableName}/index/${input.IndexName}`;
    return [`dynamodb:${operation}`, table];
  }
  if (service === 'AWSEvents') return ['events:PutEvents', input.Entries[0].EventBusName];
  const queue = String(input.QueueUrl).split('/').at(-1) ?? '';
  return [`sqs:${operation === 'SendMessageBatch' ? 'SendMessage' : operation}`, queue];
}

function messagesIn(body: Buffer): SentMessage[] {
  const input = JSON.parse(body.toString());
  const queue = String(input.QueueUrl).split('/').at(-1) ?? '';
  return input.Entries.map((entry: { MessageBody: string }) => ({ queue, body: entry.MessageBody }));
}

/** Ends every process that runs a function behind this proxy, at once and without a word, as an instance that is lost. */
function killFunction(functionName: string, proxyUrl: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
      const isOurs = environment.includes(proxyUrl);
      if (!isOurs || !environment.includes(`AWS_SDK_UA_APP_ID=packshot-${functionName}\0`)) continue;
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // The process has ended meanwhile, or is not ours to read.
    }
  }
}

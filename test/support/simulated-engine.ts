import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Client } from 'pg';
import type { Postgres } from './postgres.ts';
import { engines, type Behaviour, type EngineName } from './simulated/engines.ts';
import { Faults, type FaultOptions } from './simulated/faults.ts';
import { encode, Inbox } from './simulated/protocol.ts';
import { SimulatedSession } from './simulated/session.ts';

export { engines, type EngineName };

/** The real server behind a door that makes it behave like another engine. */
export interface SimulatedEngine {
  readonly port: number;
  /** The same database, seen through that door. */
  address(url: string): string;
  /** How many faults it has made. */
  readonly faults: Readonly<Record<'conflicts' | 'ambiguous', number>>;
  /** What clients have asked so far, message by message. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

type Server = Pick<Postgres, 'host' | 'port' | 'password'>;

export async function simulatedEngine(
  name: EngineName,
  server: Server,
  options: FaultOptions = {},
): Promise<SimulatedEngine> {
  const faults = new Faults(options);
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const listener = createServer({ noDelay: true }, (client) => {
    sockets.add(client);
    client.once('close', () => sockets.delete(client));
    client.on('error', () => client.destroy());
    // A session that breaks off is closed, as a server's is.
    serve(client, server, { behaviour: engines[name], faults, asked })
      .catch(() => undefined)
      .finally(() => client.destroy());
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  // A test process that has nothing else to do may end.
  listener.unref();
  const { port } = listener.address() as AddressInfo;
  return {
    port,
    address(url) {
      const changed = new URL(url);
      changed.host = `127.0.0.1:${port}`;
      return changed.href;
    },
    faults: faults.count,
    asked,
    async stop() {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
}

const CANCEL = 80877102;
const ENCRYPTIONS = [80877103, 80877104];

async function serve(
  client: Socket,
  server: Server,
  {
    behaviour,
    faults,
    asked,
  }: { readonly behaviour: Behaviour; readonly faults: Faults; readonly asked: string[] },
): Promise<void> {
  const questions = new Inbox(client);
  const first = await startup(client, questions);
  if (first === null) return;
  const socket = connect({ port: server.port, host: server.host, noDelay: true });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => client.destroy());
  client.on('close', () => socket.destroy());
  const answers = new Inbox(socket);
  socket.write(first);
  if (first.readInt32BE(4) === CANCEL) {
    await once(socket, 'close');
    return;
  }
  if (!(await authenticate(client, questions, socket, answers))) return;
  const parameters = parametersOf(first);
  const aside = () =>
    new Client({
      ...{ host: server.host, port: server.port, password: server.password },
      user: parameters.get('user') ?? '',
      database: parameters.get('database') ?? '',
    });
  const session = new SimulatedSession(
    client,
    { socket, answers },
    behaviour,
    faults,
    aside,
    (sql) => asked.push(sql),
  );
  await session.serve(questions);
}

/** The message that begins a session; encryption, which may be asked for before, is not to be had. */
async function startup(client: Socket, questions: Inbox): Promise<Buffer | null> {
  for (;;) {
    const first = await questions.startup();
    if (first === null || !ENCRYPTIONS.includes(first.readInt32BE(4))) return first;
    client.write('N');
  }
}

/** Passes on what the two say, until the server is ready. */
async function authenticate(
  client: Socket,
  questions: Inbox,
  server: Socket,
  answers: Inbox,
): Promise<boolean> {
  /** The server's requests that the client answers: a password, plain or hashed, or SASL's steps. */
  const requests = [3, 5, 10, 11];
  for (;;) {
    const message = await answers.message();
    if (message === null) return false;
    client.write(encode(message));
    if (message.type === 'Z') return true;
    if (message.type !== 'R' || !requests.includes(message.body.readInt32BE(0))) continue;
    const answer = await questions.message();
    if (answer === null) return false;
    server.write(encode(answer));
  }
}

function parametersOf(startupMessage: Buffer): ReadonlyMap<string, string> {
  const words = startupMessage.toString('utf8', 8).split('\0');
  const pairs = words.flatMap((word, index) =>
    index % 2 === 0 && word !== '' ? [[word, words[index + 1] ?? ''] as const] : [],
  );
  return new Map(pairs);
}

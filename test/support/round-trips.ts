import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a PostgreSQL server that counts how often somebody waits for it. */
export interface CountedWay {
  readonly port: number;
  /** Of each session in the order in which they began, once it was let in. */
  readonly roundTrips: () => readonly number[];
  readonly stop: () => void;
}

/** What is sent before the server has answered is no wait of its own. */
export async function countRoundTrips(port: number): Promise<CountedWay> {
  const sessions: { trips: number; isAnswered: boolean }[] = [];
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const there = createConnection(port, '127.0.0.1');
    const session = { trips: 0, isAnswered: true };
    client.on('data', (data) => {
      if (isWork(data)) {
        if (session.trips === 0) sessions.push(session);
        if (session.isAnswered) session.trips++;
        session.isAnswered = false;
      }
      there.write(data);
    });
    there.on('data', (data) => {
      session.isAnswered = true;
      client.write(data);
    });
    for (const [from, to] of [[client, there] as const, [there, client] as const]) {
      sockets.push(from);
      from.setNoDelay(true);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    roundTrips: () => sessions.map(({ trips }) => trips),
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Query or Parse; what comes before has no such letter, and Terminate wants no answer. */
function isWork(data: Buffer): boolean {
  return data[0] === 0x51 || data[0] === 0x50;
}

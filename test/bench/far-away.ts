import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';

/** A port that leads to another one as from far away. */
export interface FarAway {
  readonly port: number;
  readonly close: () => void;
}

/**
 * Everything arrives in order and so much later, however much is under way.
 *
 * @param delay in milliseconds, each way
 */
export async function farAway(port: number, delay: number): Promise<FarAway> {
  const sockets = new Set<Socket>();
  const pass = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.setNoDelay(true);
    // Timers of one duration go off in the order in which they were set.
    from.on('data', (data) => setTimeout(() => to.write(data), delay));
    from.on('end', () => setTimeout(() => to.end(), delay));
    from.on('error', () => to.destroy());
    from.on('close', () => sockets.delete(from));
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const there = createConnection({ port, host: '127.0.0.1', allowHalfOpen: true });
    // Loopback has connected at once, and a network would have taken there and back for it.
    client.pause();
    setTimeout(() => client.resume(), 2 * delay);
    pass(client, there);
    pass(there, client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

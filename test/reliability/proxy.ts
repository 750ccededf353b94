import { once } from 'node:events';
import {
  createConnection,
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';

/** `reset`: both ends are told. `silence`: nothing comes through any more, and nobody is told. */
export type Cut = 'reset' | 'silence';

/** A network between runner and server that can be cut in the middle of a message. */
export class Proxy {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #left = Infinity;
  #cut: Cut = 'reset';
  #onCut: () => void = () => undefined;

  private constructor(port: number) {
    this.#server = createServer((client) => {
      this.#join(client, createConnection(port, '127.0.0.1'));
    });
  }

  static async start(port: number): Promise<Proxy> {
    const proxy = new Proxy(port);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Lets so many more bytes through, both ways together. @returns when they are through */
  cutAfter(bytes: number, how: Cut): Promise<void> {
    this.#left = bytes;
    this.#cut = how;
    return new Promise((resolve) => (this.#onCut = resolve));
  }

  stop(): void {
    this.#server.close();
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  #join(client: Socket, server: Socket): void {
    const pair = [client, server] as const;
    this.#pairs.add(pair);
    for (const [from, to] of [pair, [server, client] as const]) {
      from.setNoDelay(true);
      from.on('error', () => undefined);
      from.on('data', (data) => {
        this.#pass(data, to);
      });
      from.on('close', () => {
        if (this.#left > 0) to.destroy();
      });
    }
  }

  #pass(data: Buffer, to: Socket): void {
    if (this.#left <= 0) return;
    const passing = data.subarray(0, this.#left);
    this.#left -= passing.length;
    to.write(passing);
    if (this.#left > 0) return;
    if (this.#cut === 'reset')
      for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
    this.#onCut();
  }
}

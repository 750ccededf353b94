import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { pipeline } from 'node:stream/promises';

/** A server of this machine by an address that is not loopback, as it is on any other machine. */
export interface FromElsewhere {
  /** The same address, that host and port aside. */
  url(url: string): string;
  stop(): void;
}

/** Passes on what comes in from there; who listens on loopback only is reached so as well. */
export async function fromElsewhere({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): Promise<FromElsewhere> {
  const here = ownAddress();
  const tunnel = createServer((from) => {
    const to = connect(port, host);
    // Who hangs up on one of them has hung up on both: the other would keep our process.
    pipeline(from, to, from).catch(() => undefined);
  });
  tunnel.listen(0, here);
  await once(tunnel, 'listening');
  const address = tunnel.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: (url) => {
      const changed = new URL(url);
      changed.host = `${here}:${address.port}`;
      return changed.href;
    },
    stop: () => {
      tunnel.close();
    },
  };
}

/** Where there is no network, the address of none in particular leads here as well. */
function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? '0.0.0.0';
}

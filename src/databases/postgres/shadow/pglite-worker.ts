import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { Extensions, PGlite } from '@electric-sql/pglite';
import type { FromPGlite, PGliteStart, ToPGlite } from './pglite-messages.ts';

/** PGlite in a thread: the bytes of PostgreSQL's protocol go in and come out. What it throws ends it. */

void main(workerData as PGliteStart);

async function main({ module, extensions, data }: PGliteStart): Promise<void> {
  const load = createRequire(module);
  const { PGlite: Engine } = load(module) as { PGlite: typeof PGlite };
  const engine = await Engine.create({
    extensions: Object.assign({}, ...extensions.map((file) => load(file) as object)) as Extensions,
    ...(data !== null && { loadDataDir: new Blob([data]) }),
  });
  let previous = Promise.resolve();
  parentPort?.on('message', (message: ToPGlite) => {
    previous = previous.then(() => answer(engine, message));
  });
  send({ kind: 'ready' });
}

async function answer(engine: PGlite, message: ToPGlite): Promise<void> {
  if (message === 'dump') {
    const dump = await engine.dumpDataDir('none');
    send({ kind: 'dump', data: await dump.arrayBuffer() });
  } else {
    send({ kind: 'bytes', bytes: await engine.execProtocolRaw(message) });
  }
}

function send(message: FromPGlite): void {
  parentPort?.postMessage(message);
}

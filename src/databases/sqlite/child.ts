import type { Connection, Wait } from '../database.ts';
import { connectHere } from './connect.ts';
import { closed } from './connection.ts';
import { armDeadMansSwitch } from './dead-mans-switch.ts';
import { loadDriver } from './drivers.ts';
import { rehearseOnCopy } from './rehearse-on-copy.ts';
import { claim, copyOut, putBack } from './whole-file.ts';
import { openMemoryShadow, type MemoryShadow } from './memory-shadow.ts';
import { toSend, type Beginning, type Notice, type Reply, type Request } from './messages.ts';

/** The process in which an isolated connection or a shadow lives. Calls come one at a time. */

armDeadMansSwitch();

let connection: Connection | null = null;
let shadow: MemoryShadow | null = null;

process.on('message', (request: Request) => {
  void answer(request).then((reply) => process.send?.(reply));
});

async function answer(request: Request): Promise<Reply> {
  try {
    return { value: await carryOut(request), error: null };
  } catch (error) {
    return { error: toSend(error) };
  }
}

async function carryOut(request: Request): Promise<unknown> {
  switch (request.call) {
    case 'connect':
      connection = await connectHere(request.target, request.options);
      return connection.server;
    case 'copy-out':
      copyOut(await loadDriver(null), request.path, request.file);
      return null;
    case 'put-back':
      return putBack(await loadDriver(null), request.path, request.file);
    case 'claim':
      claim(await loadDriver(null), request.path);
      return null;
    case 'rehearse-on-copy':
      return rehearseOnCopy(await loadDriver(null), request);
    case 'locate':
      return opened(connection).locate(request.table, request.neighbour);
    case 'query':
      return opened(connection).query(request.statement);
    case 'execute':
      return opened(connection).execute(request.statements, request.guards, { onWait });
    case 'drop-if-empty':
      return opened(connection).dropIfEmpty(request.table);
    case 'run-all':
      return opened(connection).runAll(request.units, { onWait, onDone });
    case 'rehearse':
      return opened(connection).rehearse(request.work, { onWait });
    case 'close':
      return opened(connection).close();
    case 'open-shadow':
      shadow = await openMemoryShadow(request.settings, request.driver, onBegin);
      return shadow.version;
    case 'known-steps':
      return opened(shadow).known(request.keys);
    case 'go-to':
      return opened(shadow).goTo(request.after, request.steps);
    case 'attempt':
      return opened(shadow).attempt(request.script, request.schema);
    case 'rehearse-on-shadow':
      return opened(shadow).rehearse(request.work);
    case 'schema':
      return opened(shadow).schema();
  }
}

function opened<T>(it: T | null): T {
  if (it === null) throw closed();
  return it;
}

function onWait(wait: Wait): void {
  process.send?.({ wait } satisfies Notice);
}

function onDone(_index: number, done: bigint): void {
  process.send?.({ done } satisfies Notice);
}

function onBegin(begins: Beginning): void {
  process.send?.({ begins } satisfies Notice);
}

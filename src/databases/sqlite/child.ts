import type { Connection, Wait } from '../database.ts';
import { connectHere } from './connect.ts';
import { closed } from './connection.ts';
import { armDeadMansSwitch } from './dead-mans-switch.ts';
import { loadDriver } from './drivers.ts';
import { claim, copyOut, putBack } from './whole-file.ts';
import { toSend, type Reply, type Request, type Waiting } from './messages.ts';

/** The process in which an isolated connection lives. Calls come one at a time. */

armDeadMansSwitch();

let connection: Connection | null = null;

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
  }
  if (connection === null) throw closed();
  switch (request.call) {
    case 'locate':
      return connection.locate(request.table, request.neighbour);
    case 'query':
      return connection.query(request.statement);
    case 'execute':
      return connection.execute(request.statements, request.guards, { onWait });
    case 'drop-if-empty':
      return connection.dropIfEmpty(request.table);
    case 'run':
      return connection.run(request.unit, { onWait });
    case 'close':
      return connection.close();
  }
}

function onWait(wait: Wait): void {
  process.send?.({ wait } satisfies Waiting);
}

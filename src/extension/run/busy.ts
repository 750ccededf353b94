import type { RunEvent } from '../../runner/run-result.ts';
import { waitText } from '../../runner/wait.ts';
import type { Busy } from '../model/state.ts';
import { atWorkText } from './run-text.ts';

/** What is going on after an event; pure. */
export function busyAfter(busy: Busy, event: RunEvent): Busy {
  switch (event.kind) {
    case 'waiting':
    case 'blocked':
    case 'retrying':
      return { ...busy, waiting: waitText(event) };
    case 'took-over':
    case 'resumed':
    case 'planned':
    case 'backed-up':
      return { ...busy, waiting: null };
    case 'backing-up':
      return { ...busy, waiting: null, text: atWorkText(event) };
    case 'started': {
      const { direction, migration } = event.step;
      const { version } = migration;
      // What is redone was done before, in the other direction.
      const done = new Set(busy.done);
      done.delete(version);
      return { ...busy, version, direction, done, waiting: null, text: atWorkText(event) };
    }
    case 'done': {
      const done = new Set(busy.done).add(event.step.migration.version);
      return { ...busy, version: null, done, waiting: null };
    }
  }
}

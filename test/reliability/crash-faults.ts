import type { PostgresServer } from '../support/postgres.ts';
import type { Fault } from './faults.ts';
import type { PostgresScene } from './postgres-scene.ts';

/** With all its processes, as a computer that loses its power; then it recovers. */
export function serverKilled(server: PostgresServer): Fault<PostgresScene> {
  return {
    name: 'server killed',
    prepare: (scene) =>
      Promise.resolve({
        url: scene.url,
        strike: () => server.kill(),
        mend: () => server.start(),
      }),
  };
}

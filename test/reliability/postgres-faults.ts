import { setTimeout as sleep } from 'node:timers/promises';
import { runnerFaults, simple, type Fault } from './faults.ts';
import type { PostgresScene } from './postgres-scene.ts';
import { Proxy, type Cut } from './proxy.ts';

const sessionEnded = simple<PostgresScene>('session ended by the server', async (_run, scene) => {
  await scene.terminate();
});

function connectionCut(name: string, cut: Cut): Fault<PostgresScene> {
  return {
    name,
    async prepare(scene) {
      const proxy = await Proxy.start(scene.port);
      return {
        url: scene.urlAt(proxy.port),
        async strike({ runner, random }) {
          const happened = proxy.cutAfter(1 + random.below(600), cut);
          await Promise.race([happened, runner.exit]);
          if (cut === 'reset') return;
          // Nobody is told, so both would wait for as long as TCP does.
          await sleep(random.below(100));
          runner.kill('SIGKILL');
        },
        mend() {
          proxy.stop();
          return Promise.resolve();
        },
      };
    },
  };
}

/** These leave the server alone, so that many databases of one may have them at once. */
export const POSTGRES_FAULTS: readonly Fault<PostgresScene>[] = [
  ...runnerFaults(),
  sessionEnded,
  connectionCut('connection reset', 'reset'),
  connectionCut('connection silent, then runner killed', 'silence'),
];

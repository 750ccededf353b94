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
          // While a message is on its way, or much of what is sent ahead.
          const bytes = 1 + random.below(random.pick([600, 20_000]));
          const happened = proxy.cutAfter(bytes, cut);
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

/** Another runner takes the lease that has run out, and then the first one wakes. */
const overtaken = simple<PostgresScene>(
  'paused for longer than its lease',
  async ({ runner, random, startAnother }, scene) => {
    runner.kill('SIGSTOP');
    await scene.expireLease();
    const another = startAnother();
    // Before the other has begun, meanwhile, or when it has ended; or it waits for what the first
    // has locked in its transaction.
    await Promise.race([another.exit, sleep(random.below(2000))]);
    runner.kill('SIGCONT');
    await another.exit;
  },
);

/** Where a lease stands for a lock, what a runner leaves behind is not waited for. */
export const LEASE_FAULTS: readonly Fault<PostgresScene>[] = [...POSTGRES_FAULTS, overtaken].map(
  (fault) => ({
    name: fault.name,
    async prepare(scene) {
      const readied = await fault.prepare(scene);
      return {
        ...readied,
        async mend() {
          await readied.mend();
          await scene.expireLease();
        },
      };
    },
  }),
);

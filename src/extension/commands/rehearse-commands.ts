import type { Request } from '../../core/plan.ts';
import { isPending } from '../../core/state.ts';
import type { RehearsalFlow } from '../rehearse/rehearsal-flow.ts';
import type { Handlers } from './register.ts';
import type { Targets } from './targets.ts';

export function rehearseCommands(targets: Targets, flow: RehearsalFlow) {
  return {
    /** The migration with those before it, without which it could not be; else all that is pending. */
    async 'strata.rehearse'(argument) {
      const model = await targets.project(argument);
      if (model === undefined) return;
      const chosen =
        argument === undefined
          ? undefined
          : await targets.migration(argument).catch(() => undefined);
      const request: Request =
        chosen !== undefined && isPending(chosen.status)
          ? { kind: 'up', to: chosen.status.version }
          : { kind: 'up' };
      await flow.start(model, request);
    },
  } satisfies Partial<Handlers>;
}

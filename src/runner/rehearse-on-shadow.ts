import type { Plan, Step } from '../core/plan.ts';
import { isApplied } from '../core/state.ts';
import { BrokenPrefix } from '../databases/broken-prefix.ts';
import { ScriptError } from '../databases/database.ts';
import type { Shadow, ShadowScript } from '../databases/shadow.ts';
import { stepFailure, type StepFailure } from './failure.ts';
import type { Status } from './status.ts';

/** How a script fared on a shadow, where there are no rows and nobody else. */
export interface ShadowTrial {
  /** Null: it went through. */
  readonly failure: StepFailure | null;
  /** The shadow's, such as `18.0`. */
  readonly version: string;
}

/**
 * Tries scripts on a shadow that could not be tried whole in the database itself.
 *
 * @returns those of `steps` of which the shadow can tell anything
 * @throws StrataError `connect`, `cancelled`
 */
export async function tryOnShadow(
  shadow: Shadow,
  steps: readonly Step[],
  { plan, status, signal }: { plan: Plan; status: Status; signal?: AbortSignal },
): Promise<ReadonlyMap<Step, ShadowTrial>> {
  const applied = appliedScripts(status);
  const options = signal ? { signal } : {};
  const trials = new Map<Step, ShadowTrial>();
  for (const step of steps) {
    const before = plan.steps.slice(0, plan.steps.indexOf(step));
    const { version } = step.migration;
    try {
      await shadow.goTo([...applied, ...before.map(scriptOfStep)], options);
      const { failure, leftOut } = await shadow.attempt(scriptOf(version, step.script), options);
      if (failure === null && leftOut.length > 0) continue;
      trials.set(step, {
        failure:
          failure &&
          stepFailure(
            step,
            new ScriptError({ ...failure, kept: 'nothing' }),
            status.project.convention,
          ),
        version: shadow.about.version,
      });
    } catch (error) {
      if (!(error instanceof BrokenPrefix)) throw error;
    }
  }
  return trials;
}

/** What is there before a plan is carried out, as its files make it. */
export function appliedScripts({
  migrations,
}: Pick<Status, 'migrations'>): readonly ShadowScript[] {
  return migrations.flatMap((each) =>
    isApplied(each) && each.migration !== null ? [scriptOf(each.version, each.migration.up)] : [],
  );
}

function scriptOfStep({ migration, script }: Step): ShadowScript {
  return scriptOf(migration.version, script);
}

function scriptOf(
  version: string,
  { sql, transactional }: Pick<Step['script'], 'sql' | 'transactional'>,
): ShadowScript {
  return { version, sql, transactional };
}

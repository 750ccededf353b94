import { setTimeout } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { Analyst } from '../../checks/analyst.ts';
import { engineProblems } from '../../checks/engine-problems.ts';
import {
  judgeScript,
  schemasAround,
  type Subject,
  type Verdict,
} from '../../checks/judge-script.ts';
import { StrataError } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import { BrokenPrefix } from '../../databases/broken-prefix.ts';
import type { Shadow } from '../../databases/shadow.ts';
import type { Project } from '../../project/project.ts';
import type { Readings } from '../diagnostics/readings.ts';
import type { Log } from '../log.ts';
import type { KnownDestination, ProjectModel, Reading } from '../model/project-model.ts';
import { Coalescing } from '../util/coalescing.ts';
import type { FoundShadow, ShadowKeeper } from './shadow-keeper.ts';
import { subjectsIn } from './subjects.ts';
import { Verdicts } from './verdicts.ts';

/** In milliseconds: a script that takes longer on an empty database never ends. */
export const SHADOW_TIMEOUT = 20_000;

const NO_REMEDY = { remedy: null, ask: null };

/** In milliseconds: what nobody waits for begins when nobody has typed for that long. */
const LULL = 400;

export interface CheckServices {
  readonly readings: Readings;
  readonly analyst: Analyst;
  readonly keeper: ShadowKeeper;
  readonly log: Log;
}

/** Where the last check was made, for people. */
export type CheckStanding =
  /** Nothing was checked yet. */
  | { readonly kind: 'none' }
  | { readonly kind: 'shadow'; readonly about: Shadow['about']; readonly complete: boolean }
  /** By text only, and why. */
  | {
      readonly kind: 'text';
      readonly reason: string;
      readonly remedy: string | null;
      readonly mayAsk: boolean;
    };

/** Judges the scripts of a project that are open, as they are typed; a newer text calls the older check off. */
export class ProjectCheck implements vscode.Disposable {
  readonly #model: ProjectModel;
  readonly #services: CheckServices;
  readonly #changed: () => void;
  readonly #checking = new Coalescing(() => this.#check());
  readonly verdicts = new Verdicts();
  readonly #closing = new AbortController();
  #current = new AbortController();
  #open: readonly string[] = [];
  #broken: readonly Problem[] = [];

  standing: CheckStanding = { kind: 'none' };
  isBusy = false;

  constructor(model: ProjectModel, services: CheckServices, changed: () => void) {
    this.#model = model;
    this.#services = services;
    this.#changed = changed;
  }

  /** What the checks say, as it holds for this reading. */
  problemsOf(reading: Reading): readonly Problem[] {
    return [...this.verdicts.problemsOf(reading.files.migrations), ...this.#broken];
  }

  /** @param open the paths of what is open, relative to the project */
  request(open: readonly string[]): void {
    this.#open = open;
    this.#current.abort();
    void this.#checking.request();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#current.abort();
    await this.#services.keeper.close();
  }

  dispose(): void {
    void this.close();
  }

  async #check(): Promise<void> {
    if (this.#isClosed()) return;
    this.#current = new AbortController();
    const { signal } = this.#current;
    this.isBusy = true;
    try {
      await this.#judgeOpen(signal);
    } catch (error) {
      if (!signal.aborted) this.#services.log.error(String(error));
    } finally {
      this.isBusy = false;
      if (!this.#isClosed()) this.#changed();
    }
  }

  #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  async #judgeOpen(signal: AbortSignal): Promise<void> {
    const { project } = this.#model;
    const destination = this.#model.destination;
    const reading = this.#services.readings.of(this.#model);
    this.verdicts.retain(new Set(this.#open));
    if (project === null || destination === null || reading === null) return;
    const { engine } = destination.target;
    const subjects = subjectsIn(project, engine, reading, this.#open);
    if (subjects.length === 0) return;
    const found = await this.#findShadow(project, destination);
    this.standing = standingOf(found);
    this.#broken = [];
    for (const subject of subjects) {
      const verdict = await this.#judge(subject, found, reading, signal);
      this.verdicts.set(subject.direction, { ...verdict, script: subject.script });
      this.#changed();
    }
    if (found.shadow !== null) await this.#lookAround(subjects, found.shadow, signal);
  }

  async #findShadow(project: Project, destination: KnownDestination): Promise<FoundShadow> {
    if (this.#model.settings.check === 'syntax') {
      return { shadow: null, reason: l10n.t('By the setting strata.check.'), ...NO_REMEDY };
    }
    const address = await this.#model.shadowAddress();
    return await this.#services.keeper.find({ project, destination, address });
  }

  async #judge(
    subject: Subject,
    { shadow }: FoundShadow,
    reading: Reading,
    signal: AbortSignal,
  ): Promise<Verdict> {
    const { analyst } = this.#services;
    try {
      const verdict = await judgeScript(
        subject,
        { analyst, shadow },
        { signal, timeout: SHADOW_TIMEOUT },
      );
      if (shadow !== null) {
        this.standing = { kind: 'shadow', about: shadow.about, complete: verdict.complete };
      }
      return verdict;
    } catch (error) {
      if (signal.aborted || !(error instanceof StrataError)) throw error;
      if (error instanceof BrokenPrefix) this.#broken = brokenBy(error, subject, reading);
      this.standing = {
        ...{ kind: 'text', reason: error.message, remedy: error.hint, mayAsk: false },
      };
      return await judgeScript(subject, { analyst, shadow: null }, { signal });
    }
  }

  /** What hovers and completions tell; nobody waits for it. */
  async #lookAround(
    subjects: readonly Subject[],
    shadow: Shadow,
    signal: AbortSignal,
  ): Promise<void> {
    await setTimeout(LULL, undefined, { signal }).catch(() => undefined);
    for (const subject of subjects) {
      if (signal.aborted) return;
      const options = { signal, timeout: SHADOW_TIMEOUT };
      const schemas = await schemasAround(subject, shadow, options).catch((error: unknown) => {
        if (error instanceof StrataError) return null;
        throw error;
      });
      if (schemas !== null) this.verdicts.setSchemas(subject, schemas);
    }
  }
}

function standingOf(found: FoundShadow): CheckStanding {
  if (found.shadow !== null) {
    return { kind: 'shadow', about: found.shadow.about, complete: true };
  }
  const { reason, remedy, ask } = found;
  return { kind: 'text', reason, remedy, mayAsk: ask !== null };
}

/** The script before that does not apply by itself: it is said there, and once. */
function brokenBy(
  { version, failure }: BrokenPrefix,
  { script: open }: Subject,
  { files }: Reading,
): readonly Problem[] {
  const migration = files.migrations.find((each) => each.version === version);
  if (migration === undefined || migration.up.path === open.path) return [];
  return engineProblems(
    { script: migration.up, version, direction: 'up' },
    { failure, syntaxErrors: [] },
  );
}

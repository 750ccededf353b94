import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { Analyst } from '../../checks/analyst.ts';
import type { Check } from '../../checks/check.ts';
import { engineProblems } from '../../checks/engine-problems.ts';
import { judgeScript, schemasAround, type Verdict } from '../../checks/judge-script.ts';
import { StrataError } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import { BrokenPrefix } from '../../databases/broken-prefix.ts';
import type { Shadow } from '../../databases/shadow.ts';
import type { Project } from '../../project/project.ts';
import type { Readings } from '../diagnostics/readings.ts';
import type { Log } from '../log.ts';
import type { KnownDestination, ProjectModel, Reading } from '../model/project-model.ts';
import { Coalescing } from '../util/coalescing.ts';
import { judgedIn } from './checked-whole.ts';
import type { FoundShadow, Remedy, ShadowKeeper } from './shadow-keeper.ts';
import { subjectsIn, type LiveSubject } from './subjects.ts';
import { Verdicts } from './verdicts.ts';

/** In milliseconds: a script that takes longer on an empty database never ends. */
export const SHADOW_TIMEOUT = 20_000;

/** In milliseconds: what nobody waits for begins when nobody has typed for that long. */
const LULL = 400;

export interface CheckServices {
  readonly readings: Readings;
  readonly analyst: Analyst;
  readonly keeper: ShadowKeeper;
  readonly log: Log;
}

/** Paths relative to the project. */
export interface FilesAtHand {
  /** These are checked. */
  readonly inSight: readonly string[];
  /** Also those behind another tab, of which the last verdict stays. */
  readonly open: readonly string[];
}

/** Where the last check was made, for people. */
export type CheckStanding =
  /** Nothing was checked, and why; null: not yet. */
  | { readonly kind: 'none'; readonly reason: string | null; readonly remedy: Remedy | null }
  | { readonly kind: 'shadow'; readonly about: Shadow['about']; readonly complete: boolean }
  /** By text only, and why. */
  | { readonly kind: 'text'; readonly reason: string; readonly remedy: Remedy };

export const NOT_YET: CheckStanding = { kind: 'none', reason: null, remedy: null };

/** Judges the scripts of a project that are open, as they are typed; a newer text calls the older check off. */
export class ProjectCheck implements vscode.Disposable {
  readonly #model: ProjectModel;
  readonly #services: CheckServices;
  readonly #changed: () => void;
  readonly #checking = new Coalescing(() => this.#check());
  readonly verdicts = new Verdicts();
  readonly #closing = new AbortController();
  #current = new AbortController();
  #files: FilesAtHand = { inSight: [], open: [] };
  #broken: readonly Problem[] = [];
  /** What was judged and looked around at, so that an event which changes nothing costs nothing. */
  #settled: Judged | null = null;

  /** Of the scripts that were checked, by path; else what is true of all. */
  readonly #standings = new Map<string, CheckStanding>();
  #standing: CheckStanding = NOT_YET;
  isBusy = false;

  constructor(model: ProjectModel, services: CheckServices, changed: () => void) {
    this.#model = model;
    this.#services = services;
    this.#changed = changed;
  }

  standingOf(path: string): CheckStanding {
    return this.#standings.get(path) ?? this.#standing;
  }

  /** What the checks say, as it holds for this reading. */
  problemsOf(reading: Reading): readonly Problem[] {
    return [...this.verdicts.problemsOf(reading.files.migrations), ...this.#broken];
  }

  request(files: FilesAtHand): void {
    this.#files = files;
    this.#current.abort();
    void this.#checking.request();
  }

  learn(result: Check): void {
    this.verdicts.setWhole(judgedIn(result));
    this.#changed();
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
    this.#setBusy(true);
    try {
      const judged = await this.#judgeOpen(signal);
      this.#setBusy(false);
      if (judged !== null) await this.#lookAround(judged, signal);
    } catch (error) {
      // What takes its place is under way.
      if (!signal.aborted) this.#services.log.error(String(error));
    } finally {
      this.#setBusy(false);
    }
  }

  #setBusy(isBusy: boolean): void {
    if (isBusy === this.isBusy) return;
    this.isBusy = isBusy;
    if (!this.#isClosed()) this.#changed();
  }

  #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** @returns what was judged on a shadow */
  async #judgeOpen(signal: AbortSignal): Promise<Judged | null> {
    this.verdicts.retain(new Set(this.#files.open));
    const { project, destination } = this.#model;
    const reading = this.#services.readings.of(this.#model);
    if (project === null || destination === null || reading === null) {
      return this.#nothingToJudge();
    }
    const { engine } = destination.target;
    const subjects = subjectsIn(project, engine, reading, this.#files.inSight);
    if (subjects.length === 0) return this.#nothingToJudge();
    const found = await this.#findShadow(project, destination);
    if (found.shadow !== null && this.#isSettled({ subjects, shadow: found.shadow })) return null;
    this.#settled = null;
    this.#stand(standingOf(found));
    const broken: Problem[] = [];
    for (const subject of subjects) {
      const verdict = await this.#judge(subject, found, { reading, signal, broken });
      this.verdicts.set(subject.direction, { ...verdict, script: subject.script });
      this.#changed();
    }
    this.#broken = broken;
    this.#changed();
    return found.shadow === null ? null : { subjects, shadow: found.shadow };
  }

  #nothingToJudge(): null {
    if (this.#files.open.length === 0) this.#broken = [];
    this.#settled = null;
    this.#stand(this.#whyNot());
    return null;
  }

  #stand(standing: CheckStanding): void {
    this.#standings.clear();
    this.#standing = standing;
  }

  #whyNot(): CheckStanding {
    const { settings, isTrusted, state } = this.#model;
    if (settings.check === 'off') return { kind: 'none', ...bySetting() };
    const reason = !isTrusted
      ? l10n.t('not a trusted folder')
      : state.kind === 'no-database'
        ? l10n.t('no database is known')
        : null;
    return { kind: 'none', reason, remedy: null };
  }

  async #findShadow(project: Project, destination: KnownDestination): Promise<FoundShadow> {
    if (this.#model.settings.check === 'syntax') {
      return { shadow: null, ...bySetting() };
    }
    const address = await this.#model.destinations.shadowAddress(project, destination);
    return await this.#services.keeper.find({ project, destination, address });
  }

  async #judge(
    subject: LiveSubject,
    { shadow }: FoundShadow,
    { reading, signal, broken }: { reading: Reading; signal: AbortSignal; broken: Problem[] },
  ): Promise<Verdict> {
    const { analyst } = this.#services;
    try {
      const verdict = await judgeScript(
        subject,
        { analyst, shadow },
        { signal, timeout: SHADOW_TIMEOUT },
      );
      if (shadow !== null) {
        const { complete } = verdict;
        this.#standings.set(subject.script.path, { kind: 'shadow', about: shadow.about, complete });
      }
      return asItMatters(subject, verdict);
    } catch (error) {
      if (signal.aborted || !(error instanceof StrataError)) throw error;
      const isBroken = error instanceof BrokenPrefix;
      if (isBroken) broken.push(...brokenBy(error, subject, reading));
      const remedy = isBroken ? 'problems' : 'explain';
      const { message: reason } = error;
      this.#standings.set(subject.script.path, { kind: 'text', reason, remedy });
      return asItMatters(
        subject,
        await judgeScript(subject, { analyst, shadow: null }, { signal }),
      );
    }
  }

  /** What hovers and completions tell; nobody waits for it. */
  async #lookAround(judged: Judged, signal: AbortSignal): Promise<void> {
    const { subjects, shadow } = judged;
    await setTimeout(LULL, undefined, { signal });
    const options = { signal, timeout: SHADOW_TIMEOUT };
    for (const subject of subjects) {
      const schemas = await schemasAround(subject, shadow, options).catch((error: unknown) => {
        if (error instanceof StrataError && !signal.aborted) return null;
        throw error;
      });
      if (schemas !== null) this.verdicts.setSchemas(subject, schemas);
    }
    const isWhole = [...this.#standings.values()].every(({ kind }) => kind === 'shadow');
    if (isWhole) this.#settled = judged;
  }

  #isSettled({ subjects, shadow }: Judged): boolean {
    const settled = this.#settled;
    return settled?.shadow === shadow && isDeepStrictEqual(settled.subjects, subjects);
  }
}

interface Judged {
  readonly subjects: readonly LiveSubject[];
  readonly shadow: Shadow;
}

/** What a database has taken already cannot be wrong for it: it is for the next, empty one. */
function asItMatters({ isApplied }: LiveSubject, verdict: Verdict): Verdict {
  return isApplied ? { ...verdict, problems: verdict.problems.map(asWarning) } : verdict;
}

function asWarning(problem: Problem): Problem {
  return problem.severity === 'error' ? { ...problem, severity: 'warning' } : problem;
}

function standingOf(found: FoundShadow): CheckStanding {
  if (found.shadow !== null) {
    return { kind: 'shadow', about: found.shadow.about, complete: true };
  }
  const { reason, remedy } = found;
  return { kind: 'text', reason, remedy };
}

function bySetting() {
  return { reason: l10n.t('by the setting strata.check'), remedy: 'settings' } as const;
}

/** The script before that does not apply by itself: it is said there, and once. */
function brokenBy(
  { version, failure }: BrokenPrefix,
  { script: open }: LiveSubject,
  { files, status }: Reading,
): readonly Problem[] {
  const migration = files.migrations.find((each) => each.version === version);
  if (migration === undefined || migration.up.path === open.path) return [];
  const problems = engineProblems(
    { script: migration.up, version, direction: 'up' },
    { failure, syntaxErrors: [] },
  );
  const found = status?.migrations.find((each) => each.version === version);
  return found?.state === 'applied' ? problems.map(asWarning) : problems;
}

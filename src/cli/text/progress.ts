import * as l10n from '@vscode/l10n';
import type { Plan, Step } from '../../core/plan.ts';
import type { DoneStep, RunEvent } from '../../runner/run-result.ts';
import { waitText } from '../../runner/wait.ts';
import type { Channel } from '../output.ts';
import { alignRow, displayWidth, type Cell } from './columns.ts';
import { printableLine } from '../../core/printable.ts';
import { printProblems } from './problems.ts';
import { plainStyle, type Style } from './style.ts';
import { duration } from '../../core/time.ts';

/** Tells a run while it happens, one line for each migration, and remembers what was done. */
export class Progress {
  readonly done: DoneStep[] = [];
  readonly #people: Channel;
  readonly #errors: Channel;
  readonly #pathOf: (absolute: string) => string;
  #widths: readonly number[] = [];

  /** @param pathOf how people know a file */
  constructor(people: Channel, errors: Channel, pathOf: (absolute: string) => string) {
    this.#people = people;
    this.#errors = errors;
    this.#pathOf = pathOf;
  }

  on(event: RunEvent): void {
    switch (event.kind) {
      case 'waiting':
      case 'took-over':
      case 'blocked':
      case 'retrying':
        this.#people.line(printableLine(waitText(event)));
        break;
      case 'resumed':
        break;
      case 'planned':
        printProblems(event.plan.problems, this.#errors);
        this.#widths = widths(event.plan);
        break;
      case 'backing-up':
        this.#people.transient(`  … ${l10n.t('backing up')}`);
        break;
      case 'backed-up':
        this.#people.lines([
          l10n.t('Backed up to {0}', printableLine(this.#pathOf(event.path))),
          '',
        ]);
        break;
      case 'started':
        this.#people.transient(this.#row(plainStyle, '…', event.step, doing(event)));
        break;
      case 'done':
        this.done.push(event);
        this.#people.line(this.#doneRow(event));
        break;
    }
  }

  #doneRow({ step, elapsed }: DoneStep): string {
    const symbol = step.direction === 'up' ? '✓' : '↩';
    const took = elapsed === null ? '' : duration(Number(elapsed) / 1e6);
    return this.#row(this.#people.style, symbol, step, past(step), took);
  }

  #row(style: Style, symbol: string, { migration }: Step, word: string, took = ''): string {
    const cells: readonly Cell[] = [
      { text: symbol, paint: (text) => style.good(text) },
      { text: migration.version, paint: (text) => style.quiet(text) },
      { text: printableLine(migration.description) },
      { text: word },
      { text: took, paint: (text) => style.quiet(text) },
    ];
    return `  ${alignRow(cells, this.#widths)}`;
  }
}

function widths({ steps }: Plan): readonly number[] {
  const widest = (text: (step: Step) => string): number =>
    Math.max(...steps.map((step) => displayWidth(text(step))));
  return [
    1,
    widest(({ migration }) => migration.version),
    widest(({ migration }) => printableLine(migration.description)),
    widest(past),
  ];
}

function past({ direction }: Step): string {
  return direction === 'up' ? l10n.t('applied') : l10n.t('reverted');
}

function doing({ step, index, count }: Extract<RunEvent, { kind: 'started' }>): string {
  return step.direction === 'up'
    ? l10n.t('applying, {0} of {1}', index + 1, count)
    : l10n.t('reverting, {0} of {1}', index + 1, count);
}

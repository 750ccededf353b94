import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  changes,
  type Change,
  type Direction,
  type Kind,
} from '../../reliability/migration-set.ts';
import { judge, type Progress, type Recorded, type Snapshot } from '../../reliability/truth.ts';

/** A database in which statements are carried out by hand. */
class Traces {
  readonly #kind: Kind;
  readonly #trace: Snapshot['trace'][number][] = [];
  readonly #counters = new Map<string, Snapshot['counters'][number]>();
  readonly #objects = new Set<string>();
  readonly #history = new Map<string, Recorded>();
  readonly #progress = new Map<string, Progress>();

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  change(number: number): Change {
    const found = changes('postgres', this.#kind).list[number - 1];
    assert.ok(found);
    return found;
  }

  /** So many statements of a script, or all. */
  carryOut(number: number, direction: Direction, statements?: number): this {
    for (const { mark } of this.change(number)[direction].statements.slice(0, statements)) {
      if (mark?.kind === 'makes') this.#objects.add(mark.object);
      if (mark?.kind === 'drops') this.#objects.delete(mark.object);
      if (mark?.kind !== 'count') continue;
      const key = `${number} ${direction}`;
      const n = (this.#counters.get(key)?.n ?? 0) + 1;
      if (mark.place === 'counter') this.#counters.set(key, { migration: number, direction, n });
      else this.#trace.push({ migration: number, direction, place: mark.place });
    }
    return this;
  }

  record(number: number, recorded: Recorded): this {
    this.#history.set(this.change(number).version, recorded);
    return this;
  }

  progress(number: number, completed: number, inDoubt = false): this {
    this.#progress.set(this.change(number).version, { direction: 'up', completed, inDoubt });
    return this;
  }

  applied(number: number): this {
    return this.carryOut(number, 'up').record(number, 'applied');
  }

  findings(): readonly string[] {
    const snapshot = {
      trace: this.#trace,
      counters: [...this.#counters.values()],
      objects: this.#objects,
      history: this.#history,
      progress: this.#progress,
    };
    return judge(changes('postgres', this.#kind), snapshot).findings.map(({ kind }) => kind);
  }
}

describe('what the harness takes for true', () => {
  const traces = (kind: Kind = 'sqlx'): Traces => new Traces(kind);

  it('nothing, all, and some from the first on are as they should be', () => {
    assert.deepEqual(traces().findings(), []);
    assert.deepEqual(traces().applied(1).applied(2).findings(), []);
    const again = traces().applied(1).carryOut(1, 'down').record(1, 'reverted').applied(1);
    assert.deepEqual(again.findings(), []);
  });

  it('lost: recorded, and not there', () => {
    assert.deepEqual(traces().record(1, 'applied').findings(), ['lost']);
    assert.deepEqual(traces().applied(1).carryOut(1, 'down').findings(), ['lost']);
  });

  it('doubled: carried out once more than reverted', () => {
    assert.ok(traces().applied(2).carryOut(2, 'up').findings().includes('doubled'));
    const reverted = traces().applied(1).carryOut(1, 'down').carryOut(1, 'down');
    assert.ok(reverted.findings().includes('doubled'));
  });

  it('half done: a part of it, or all without its record', () => {
    const { length } = traces().change(1).up.statements;
    for (let done = 1; done <= length; done++) {
      assert.deepEqual(traces().carryOut(1, 'up', done).findings(), ['half done'], `${done} done`);
    }
  });

  it('out of order', () => {
    const findings = traces().applied(1).applied(3).findings();
    assert.deepEqual(findings, ['out of order']);
  });

  it('without a transaction, just what is written down has to be done', () => {
    const { length } = traces('sqlx-no-transaction').change(1).up.statements;
    const at = (done: number, completed: number, inDoubt = false): readonly string[] =>
      traces('sqlx-no-transaction')
        .record(1, 'failed')
        .carryOut(1, 'up', done)
        .progress(1, completed, inDoubt)
        .findings();
    for (let done = 0; done <= length; done++) {
      assert.deepEqual(at(done, done), [], `${done} done`);
    }
    assert.deepEqual(at(1, 0), ['half done']);
    assert.deepEqual(at(1, 0, true), []);
    assert.deepEqual(at(1, 2), ['half done']);
    assert.deepEqual(at(2, 0, true), ['half done']);
    assert.deepEqual(at(length, 0), ['half done']);
  });
});

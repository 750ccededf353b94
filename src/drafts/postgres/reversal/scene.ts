import * as l10n from '@vscode/l10n';
import type { NodeKind, NodeOf } from '../../../grammar/tree.ts';
import type { Schemas } from '../../../schema/schema.ts';
import { assumedNew, statement, todo, type Step } from '../../draft.ts';
import { Lineage, type Path } from '../../lineage.ts';
import { Earlier } from './earlier.ts';
import { GivenNames } from './given-names.ts';
import { ScriptNames } from './script-names.ts';

/** What is known where a statement stands. */
export class Scene {
  readonly schemas: Schemas | null;
  readonly lineage = new Lineage('postgres');
  readonly earlier: Earlier;
  readonly given: GivenNames;
  readonly names: ScriptNames;

  constructor(schemas: Schemas | null) {
    this.schemas = schemas;
    this.earlier = new Earlier(schemas?.before ?? null);
    this.given = new GivenNames(schemas?.after ?? null, this.earlier);
    this.names = new ScriptNames(this.lineage, this.earlier);
  }

  /** It was there before the script, and still is. */
  isThere(path: Path): boolean {
    return this.earlier.find(this.lineage.before(path)) !== null;
  }

  /** What drops what is made here, unless `IF NOT EXISTS` has made nothing. */
  made(
    path: Path,
    written: string,
    { mayBeThere = false, drop }: { readonly mayBeThere?: boolean; readonly drop: DropWords },
  ): readonly Step[] {
    if (mayBeThere && (this.lineage.isMade(path) || this.isThere(path))) return [];
    const isAssumed = mayBeThere && !this.earlier.isKnown && !this.lineage.isGone(path);
    return this.lineage.make(path, written, (name) =>
      isAssumed ? statement(drop(`IF EXISTS ${name}`), assumedNew()) : statement(drop(name)),
    );
  }

  /** Without a schema: that there may have been another before. */
  unlessKnown(text: string): readonly Step[] {
    if (this.earlier.isKnown) return [];
    const words = l10n.t('if there was one before, write it as it was, instead of what this made:');
    return [todo(words, text)];
  }
}

/** Around the name of what is dropped. */
export type DropWords = (name: string) => string;

/** @returns null: it can't be told; empty: there is nothing to take back */
export type Reverse<K extends NodeKind> = (
  node: NodeOf<K>,
  scene: Scene,
  text: string,
) => readonly Step[] | null;

export type Reverses = { readonly [K in NodeKind]?: Reverse<K> };

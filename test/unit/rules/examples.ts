import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../../src/core/engine.ts';
import type { RuleId } from '../../../src/core/rule-ids.ts';
import { ENGINES } from './support.ts';

const pages = join(import.meta.dirname, '../../../docs/rules');

/** What the page of a rule shows as bad or good. */
export interface Example {
  readonly kind: 'Bad' | 'Good';
  readonly engines: readonly Engine[];
  readonly language: string;
  readonly text: string;
}

const FENCE = /\n(Bad|Good)(?: on (SQLite|PostgreSQL))?:\n\n```(sql|text)\n(.*?)```/gs;

export function pageOf(id: RuleId): string {
  return readFileSync(join(pages, `${id}.md`), 'utf8');
}

export function examplesOf(id: RuleId): readonly Example[] {
  return [...pageOf(id).matchAll(FENCE)].map(([, kind, engine, language = '', text = '']) => ({
    kind: kind as Example['kind'],
    engines:
      engine === undefined ? ENGINES : [engine === 'SQLite' ? ('sqlite' as const) : 'postgres'],
    language,
    text,
  }));
}

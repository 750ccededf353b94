import type { Engine } from '../core/engine.ts';
import type { Fragment } from './split.ts';

const FIRST_WORDS: Readonly<Record<Engine, readonly string[]>> = {
  postgres: ['set', 'reset'],
  sqlite: ['pragma', 'attach', 'detach'],
};

/** What a statement does to the session alone is gone with it, and is done again in the next. */
export function isSessionSetting(
  { words: [first = ''] }: Pick<Fragment, 'words'>,
  engine: Engine,
): boolean {
  return FIRST_WORDS[engine].includes(first);
}

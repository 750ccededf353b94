import type { Guard } from '../../core/engine.ts';
import { overtaken } from '../database.ts';
import { inline } from './literal.ts';

/** What a guard asks, to ride in the message that begins a transaction; a row says `found`. */
export function guardMessage({ lock, check }: Guard): string {
  return [...lock.map(inline), `SELECT EXISTS (${inline(check)}) AS found`].join('; ');
}

/** @throws ScriptError */
export function assertFound({ expects }: Guard, found: boolean): void {
  if (found !== (expects === 'row')) throw overtaken();
}

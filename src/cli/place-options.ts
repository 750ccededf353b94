import { printableLine } from '../core/printable.ts';
import type { SharedOptions } from './options.ts';
import { quoted } from './quoted.ts';

/** Commands that texts advise, wherever they come from. */
const ADVISED =
  /\bstrata (?:database (?:create|drop)|status|repair|backup|restore|init|up|down)\b/g;

/**
 * Makes a command that a text advises one for the same project and database as this one: pasted, it
 * must not act on another. An address is left out, since it may hold a password.
 */
export function atThisPlace({
  project,
  environment,
  url,
  databaseUrl = url,
}: SharedOptions): (text: string) => string {
  const options = [
    ...(project === undefined ? [] : ['-C', quoted(printableLine(project))]),
    ...(environment === undefined ? [] : ['-e', quoted(printableLine(environment))]),
    ...(databaseUrl === undefined ? [] : ['--url …']),
  ];
  if (options.length === 0) return (text) => text;
  return (text) => text.replaceAll(ADVISED, (command) => `${command} ${options.join(' ')}`);
}

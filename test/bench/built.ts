import { buildCommand } from '../support/built-command.ts';
import { buildExtension, type BuiltExtension } from '../support/built-extension.ts';

// As they ship, each built when the first benchmark asks: that takes as long as many of them do.

export const builtCommand: () => Promise<string> = once(() => buildCommand());

export const builtExtension: () => Promise<BuiltExtension> = once(buildExtension);

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

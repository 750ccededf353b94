import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import { printableLine } from '../core/printable.ts';

/** Where a person sits who can be asked. */
export interface Terminal {
  /** @throws StrataError `cancelled` on Ctrl-C, Ctrl-D or abort */
  ask(question: string): Promise<string>;
  /** The same, and nothing of the answer is shown. */
  askSecret(question: string): Promise<string>;
}

/** Of a process. */
interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WriteStream;
}

/** Null: nobody is there. Questions go where a document does not: to standard error. */
export function terminalOf({ stdin, stderr }: Streams, signal: AbortSignal): Terminal | null {
  if (!stdin.isTTY || !stderr.isTTY) return null;
  return {
    ask: (question) => answer(stdin, stderr, printableLine(question), signal),
    async askSecret(question) {
      const silent = new Writable({
        write: (_chunk, _encoding, done) => {
          done();
        },
      });
      const answered = answer(stdin, silent, '', signal);
      // Not before: until the answer is waited for, the terminal itself shows what is typed.
      stderr.write(printableLine(question));
      return answered.finally(() => stderr.write('\n'));
    },
  };
}

async function answer(
  input: NodeJS.ReadStream,
  output: NodeJS.WritableStream,
  question: string,
  signal: AbortSignal,
): Promise<string> {
  // Without a history, the arrow keys bring back no earlier answer.
  const prompt = createInterface({ input, output, terminal: true, historySize: 0 });
  const ended = new AbortController();
  const end = (): void => {
    ended.abort();
  };
  // The terminal no longer turns Ctrl-C into a signal to the process.
  prompt.once('SIGINT', end);
  prompt.once('close', end);
  try {
    return await prompt.question(question, { signal: AbortSignal.any([signal, ended.signal]) });
  } catch {
    throw new StrataError('cancelled', l10n.t('Interrupted. Nothing was changed.'));
  } finally {
    prompt.close();
  }
}

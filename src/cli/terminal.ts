import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';

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
    ask: (question) => answerOf(question, { stdin, echo: stderr, signal }),
    async askSecret(question) {
      stderr.write(question);
      const silent = new Writable({
        write: (_chunk, _encoding, done) => {
          done();
        },
      });
      try {
        return await answerOf('', { stdin, echo: silent, signal });
      } finally {
        stderr.write('\n');
      }
    },
  };
}

interface Asking {
  readonly stdin: NodeJS.ReadStream;
  readonly echo: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

async function answerOf(question: string, { stdin, echo, signal }: Asking): Promise<string> {
  // Without a history, the arrow keys bring back no earlier answer.
  const prompt = createInterface({ input: stdin, output: echo, terminal: true, historySize: 0 });
  const ended = new AbortController();
  // In raw mode Ctrl-C comes here and not as a signal to the process.
  prompt.once('SIGINT', () => {
    ended.abort();
  });
  prompt.once('close', () => {
    ended.abort();
  });
  try {
    return await prompt.question(question, { signal: AbortSignal.any([signal, ended.signal]) });
  } catch {
    throw new StrataError('cancelled', l10n.t('Interrupted. Nothing was changed.'));
  } finally {
    prompt.close();
  }
}

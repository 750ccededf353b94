import { printable } from '../core/printable.ts';
import type { Document } from './documents.ts';
import { colorStyle, plainStyle, type Style } from './text/style.ts';

/** The line that the cursor is on, where two streams lead to the same terminal. */
interface CurrentLine {
  /** Takes a transient text away; null where there is none. */
  clear: (() => void) | null;
}

/** A stream that people read. */
export class Channel {
  readonly style: Style;
  readonly #stream: NodeJS.WriteStream;
  readonly #isTerminal: boolean;
  readonly #current: CurrentLine;
  readonly #advice: (text: string) => string;

  constructor(
    stream: NodeJS.WriteStream,
    options: { isTerminal: boolean; color: boolean; current: CurrentLine } & Required<Advice>,
  ) {
    this.#stream = stream;
    this.#isTerminal = options.isTerminal;
    this.#current = options.current;
    this.#advice = options.advice;
    this.style = options.color ? colorStyle : plainStyle;
  }

  line(text = ''): void {
    this.#write(`${text}\n`);
  }

  lines(texts: readonly string[]): void {
    if (texts.length > 0) this.#write(`${texts.join('\n')}\n`);
  }

  /** Plain text that the next line takes the place of; only where what reads it may move. */
  transient(text: string): void {
    if (!this.#isTerminal) return;
    // On a line that wraps, only its last row could be taken away again.
    this.#write(text.slice(0, (this.#stream.columns || 80) - 1));
    this.#current.clear = () => this.#stream.write('\r\x1B[K');
  }

  #write(text: string): void {
    this.#current.clear?.();
    this.#current.clear = null;
    this.#stream.write(this.#advice(text));
  }
}

interface Advice {
  /** Completes the commands that a text advises. */
  readonly advice?: (text: string) => string;
}

/** Of a process. */
export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
}

export interface OutputOptions extends Advice {
  readonly json: boolean;
  /** False: `--no-color`. */
  readonly color: boolean;
}

/** Where a command says what it has to say. */
export class Output {
  readonly json: boolean;
  /** The command's progress, and its result where people read that. */
  readonly people: Channel;
  /** What went wrong, or should be known besides. */
  readonly errors: Channel;
  readonly #stdout: NodeJS.WriteStream;

  constructor(
    { stdout, stderr, env }: Streams,
    { json, color, advice = (text) => text }: OutputOptions,
  ) {
    const current: CurrentLine = { clear: null };
    const channel = (stream: NodeJS.WriteStream): Channel => {
      const isTerminal = stream.isTTY && env.TERM !== 'dumb';
      return new Channel(stream, {
        isTerminal,
        color: isTerminal && color && !env.NO_COLOR,
        current,
        advice,
      });
    };
    this.json = json;
    this.#stdout = stdout;
    this.errors = channel(stderr);
    this.people = json ? this.errors : channel(stdout);
  }

  document(document: Document): void {
    // What is not printable is escaped as JSON escapes it, so that it means the same.
    if (this.json) this.#stdout.write(`${printable(JSON.stringify(document, null, 2))}\n`);
  }
}

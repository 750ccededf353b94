import type { Document } from './documents.ts';
import { colorStyle, plainStyle, type Style } from './text/style.ts';

/** A stream that people read. */
export class Channel {
  readonly style: Style;
  readonly #stream: NodeJS.WriteStream;
  readonly #isTerminal: boolean;
  #transient = false;

  constructor(stream: NodeJS.WriteStream, isTerminal: boolean, color: boolean) {
    this.#stream = stream;
    this.#isTerminal = isTerminal;
    this.style = color ? colorStyle : plainStyle;
  }

  line(text = ''): void {
    this.#write(`${text}\n`);
  }

  lines(texts: readonly string[]): void {
    if (texts.length > 0) this.#write(`${texts.join('\n')}\n`);
  }

  /** A line that the next one takes the place of; only where something reads that may move. */
  transient(text: string): void {
    if (!this.#isTerminal) return;
    const columns = this.#stream.columns || 80;
    this.#write(text.length < columns ? text : `${text.slice(0, columns - 2)}…`);
    this.#transient = true;
  }

  /** Takes the transient line away, for what comes on another stream. */
  endTransient(): void {
    if (this.#transient) this.#write('');
  }

  #write(text: string): void {
    this.#stream.write(this.#transient ? `\r\x1B[K${text}` : text);
    this.#transient = false;
  }
}

export interface OutputOptions {
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
    { stdout, stderr, env }: Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env'>,
    { json, color }: OutputOptions,
  ) {
    const channel = (stream: NodeJS.WriteStream): Channel => {
      const isTerminal = stream.isTTY && env.TERM !== 'dumb';
      return new Channel(stream, isTerminal, isTerminal && color && !env.NO_COLOR);
    };
    this.json = json;
    this.#stdout = stdout;
    this.errors = channel(stderr);
    this.people = json ? this.errors : channel(stdout);
  }

  document(document: Document): void {
    if (this.json) this.#stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  }
}

import { printable } from '../core/printable.ts';

/** What Strata needs of a log channel of VS Code. */
export interface LogChannel {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
  show(): void;
  dispose(): void;
}

/**
 * The one way to the log. What others wrote steers no terminal that shows the file later on, and
 * none of its lines begins as an entry of the log does.
 */
export class Log implements LogChannel {
  readonly #channel: LogChannel;

  constructor(channel: LogChannel) {
    this.#channel = channel;
  }

  info(text: string): void {
    this.#channel.info(entry(text));
  }

  warn(text: string): void {
    this.#channel.warn(entry(text));
  }

  error(text: string): void {
    this.#channel.error(entry(text));
  }

  show(): void {
    this.#channel.show();
  }

  dispose(): void {
    this.#channel.dispose();
  }
}

function entry(text: string): string {
  return printable(text).replaceAll('\n', '\n  ');
}

import type { Client } from 'pg';
import { ScriptMessage } from './script-message.ts';

/**
 * Sends messages without waiting for the answers to those before them, which come in their order.
 *
 * pg has a mode for that which takes none but its own queries, and those do not tell how many
 * statements of a message were completed. So each message is written at once, and handed to pg
 * when the answers to it are the next to come.
 */
export class Pipeline {
  readonly #client: Client;
  readonly #unanswered: MessageAhead[] = [];

  constructor(client: Client) {
    this.#client = client;
  }

  /** In one piece, as far as the network goes; in the order of the names. */
  send<Messages extends Readonly<Record<string, string>>>(
    messages: Messages,
  ): { readonly [Name in keyof Messages]: MessageAhead } {
    const { stream } = this.#client.connection;
    stream.cork();
    const sent = Object.entries(messages).map(([name, text]) => [name, this.#send(text)] as const);
    stream.uncork();
    return Object.fromEntries(sent) as { [Name in keyof Messages]: MessageAhead };
  }

  #send(text: string): MessageAhead {
    const message = new MessageAhead(text, () => {
      this.#listen();
    });
    this.#client.connection.query(text);
    this.#unanswered.push(message);
    if (this.#unanswered.length === 1) this.#client.query(message);
    return message;
  }

  #listen(): void {
    this.#unanswered.shift();
    const [next] = this.#unanswered;
    if (next) this.#client.query(next);
  }
}

/** A message that is on its way before the server has answered those before it. */
export class MessageAhead extends ScriptMessage {
  /** What the server or the connection said, null for success; it is never rejected. */
  readonly answer: Promise<unknown>;
  readonly #answered: (error: unknown) => void;

  constructor(text: string, onAnswer: () => void) {
    super(text);
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.answer = promise;
    this.#answered = (error) => {
      resolve(error);
      onAnswer();
    };
  }

  override submit(): void {
    // It has been written already.
  }

  override handleReadyForQuery(): void {
    this.#answered(null);
  }

  /** Before the server is ready again; the next message is not active until then. */
  override handleError(error: Error): void {
    this.#answered(error);
  }
}

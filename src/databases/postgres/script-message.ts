import type { Client, Connection, Submittable } from 'pg';

/**
 * One message of the simple protocol, alone, so that positions in errors are positions in its
 * text. Rows are dropped as they come; what is kept is how far it got.
 */
export class ScriptMessage implements Submittable {
  /** Of each statement that completed, such as `INSERT 0 1`, in order. */
  readonly tags: string[] = [];
  protected readonly text: string;
  readonly #outcome = Promise.withResolvers<undefined>();

  constructor(text: string) {
    this.text = text;
  }

  /** @throws what the server or the connection says, once it is known how far the script got */
  send(client: Client): Promise<void> {
    client.query(this);
    return this.#outcome.promise;
  }

  // The rest is what pg calls.

  submit(connection: Connection): void {
    connection.query(this.text);
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.tags.push(text);
  }

  handleReadyForQuery(): void {
    this.#outcome.resolve(undefined);
  }

  handleError(error: Error): void {
    this.#outcome.reject(error);
  }

  handleCopyInResponse(connection: { sendCopyFail(reason: string): void }): void {
    connection.sendCopyFail('a migration has no rows to send');
  }

  handleRowDescription(): void {
    // Rows are of no use here.
  }

  handleDataRow(): void {
    // As above.
  }

  handleEmptyQuery(): void {
    // A script without a statement completes like any other.
  }

  handleCopyData(): void {
    // What COPY TO STDOUT prints is dropped like rows.
  }
}

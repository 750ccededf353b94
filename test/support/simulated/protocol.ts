import type { Socket } from 'node:net';

/** One message of PostgreSQL's protocol, version 3: its type, and what follows the length. */
export interface Message {
  readonly type: string;
  readonly body: Buffer;
}

export function encode({ type, body }: Message): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

export function query(sql: string): Message {
  return { type: 'Q', body: text(sql) };
}

export function commandComplete(tag: string): Message {
  return { type: 'C', body: text(tag) };
}

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  /** In code points from 1. */
  readonly position?: string | undefined;
}

export function errorResponse({ code, message, detail, hint, position }: Refusal): Message {
  const fields = { S: 'ERROR', V: 'ERROR', C: code, M: message, D: detail, H: hint, P: position };
  const parts = Object.entries(fields).flatMap(([field, value]) =>
    value === undefined ? [] : [text(field + value)],
  );
  return { type: 'E', body: Buffer.concat([...parts, Buffer.alloc(1)]) };
}

/** @param status I: idle, T: in a transaction, E: in a failed one */
export function readyForQuery(status: string): Message {
  return { type: 'Z', body: Buffer.from(status) };
}

export function text(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}

/** The text that ends before a zero, and what follows. */
export function cutText(body: Buffer): [string, Buffer] {
  const end = body.indexOf(0);
  return [body.toString('utf8', 0, end), body.subarray(end + 1)];
}

/** What a socket receives, in the portions that are asked for. */
export class Inbox {
  #kept: Buffer = Buffer.alloc(0);
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.#kept = Buffer.concat([this.#kept, chunk]);
      this.#wake();
    });
    socket.on('close', () => {
      this.#isOver = true;
      this.#wake();
    });
  }

  /** The next message; null: the socket is closed. */
  async message(): Promise<Message | null> {
    const head = await this.take(5);
    const body = head === null ? null : await this.take(head.readInt32BE(1) - 4);
    if (head === null || body === null) return null;
    return { type: head.toString('latin1', 0, 1), body };
  }

  /** The first message has no type: its length and the rest. */
  async startup(): Promise<Buffer | null> {
    const head = await this.take(4);
    const rest = head === null ? null : await this.take(head.readInt32BE(0) - 4);
    return head === null || rest === null ? null : Buffer.concat([head, rest]);
  }

  private async take(count: number): Promise<Buffer | null> {
    while (this.#kept.length < count) {
      if (this.#isOver) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const taken = this.#kept.subarray(0, count);
    this.#kept = this.#kept.subarray(count);
    return taken;
  }
}

import type { Socket } from 'node:net';
import { Client, DatabaseError } from 'pg';
import { split } from '../../../src/sql/split.ts';
import type { Behaviour } from './engines.ts';
import type { Faults } from './faults.ts';
import {
  commandComplete,
  cutText,
  encode,
  errorResponse,
  Inbox,
  query,
  readyForQuery,
  text,
  type Message,
  type Refusal,
} from './protocol.ts';

const kinds = {
  ddl: /^(?:CREATE|ALTER|DROP|TRUNCATE|COMMENT|GRANT|REVOKE|REINDEX)\b/i,
  dml: /^(?:INSERT|UPDATE|DELETE|MERGE|WITH)\b/i,
  begin: /^(?:BEGIN|START)\b/i,
  commit: /^(?:COMMIT|END)\b/i,
  rollback: /^(?:ROLLBACK|ABORT)\b/i,
  late: /^(?:CREATE\s+(?:UNIQUE\s+)?INDEX|ALTER\s+TABLE\s.*\sADD\s+CONSTRAINT)\b/is,
} as const;

const ADVISORY = /\b(?:pg_catalog\.)?pg_(?:try_)?advisory_\w+\s*\(([^()]*)\)/gi;

/** One client's session: its statements reach the real server as the engine's rules have them. */
export class SimulatedSession {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #answers: Inbox;
  readonly #behaviour: Behaviour;
  readonly #faults: Faults;
  readonly #aside: () => Client;
  readonly #onAsked: (sql: string) => void;
  /** A second session on the real server, for what is committed by itself. */
  #side: Promise<Client> | null = null;
  #status = 'I';
  /** What the open transaction has done. */
  #done = { ddl: 0, dml: 0 };
  /** What is to be built after the commit. */
  #late: string[] = [];

  constructor(
    client: Socket,
    server: { readonly socket: Socket; readonly answers: Inbox },
    behaviour: Behaviour,
    faults: Faults,
    aside: () => Client,
    onAsked: (sql: string) => void,
  ) {
    this.#client = client;
    this.#server = server.socket;
    this.#answers = server.answers;
    this.#behaviour = behaviour;
    this.#faults = faults;
    this.#aside = aside;
    this.#onAsked = onAsked;
  }

  /** Until the client goes. */
  async serve(questions: Inbox): Promise<void> {
    try {
      let batch: Message[] = [];
      for (;;) {
        const message = await questions.message();
        if (message === null || message.type === 'X') return;
        if (message.type === 'Q') {
          await this.#simple(cutText(message.body)[0]);
        } else {
          batch.push(message);
          if (message.type !== 'S') continue;
          await this.#extended(batch);
          batch = [];
        }
      }
    } finally {
      await (await this.#side)?.end().catch(() => undefined);
    }
  }

  async #simple(sql: string): Promise<void> {
    this.#onAsked(sql);
    const statements = split(sql, 'postgres');
    if (statements.length === 0) this.#tell(await this.#ask(query(sql)));
    for (const { start, end } of statements) {
      // Blanks in front keep the places in errors as they are in the whole.
      const before = sql.slice(0, start).replaceAll(/\S/gu, ' ');
      const answer = await this.#statement(before, sql.slice(start, end), (asked) =>
        this.#ask(query(asked)),
      );
      this.#tell(answer);
      if (hasFailed(answer)) break;
    }
    this.#tell([readyForQuery(this.#status)]);
  }

  async #extended(batch: readonly Message[]): Promise<void> {
    const parse = batch.find(({ type }) => type === 'P');
    if (parse === undefined) {
      this.#tell([...(await this.#ask(...batch)), readyForQuery(this.#status)]);
      return;
    }
    const [name, rest] = cutText(parse.body);
    const [sql, types] = cutText(rest);
    this.#onAsked(sql);
    const answer = await this.#statement('', sql.trim(), (asked) => {
      const body = Buffer.concat([text(name), text(asked), types]);
      return this.#ask(
        ...batch.map((message) => (message === parse ? { ...parse, body } : message)),
      );
    });
    this.#tell([...answer, readyForQuery(this.#status)]);
  }

  /** @returns the answer, without the message that ends it */
  async #statement(
    before: string,
    sql: string,
    send: (sql: string) => Promise<readonly Message[]>,
  ): Promise<readonly Message[]> {
    const { advisoryLocks, refused, translated } = this.#behaviour;
    if (this.#status === 'E') return this.#sent(sql, await send(before + sql));

    const refusal = refused.find(([pattern]) => pattern.test(sql))?.[1];
    if (refusal !== undefined) return this.#refuse(refusal);
    if (advisoryLocks !== 'real' && sql.search(ADVISORY) >= 0) {
      if (advisoryLocks !== 'stubs') return this.#refuse(advisoryLocks);
      return send(
        before + sql.replaceAll(ADVISORY, (_, key: string) => `(${key})::bigint IS NOT NULL`),
      );
    }
    const isWrite = kinds.ddl.test(sql) || kinds.dml.test(sql) || kinds.commit.test(sql);
    if (isWrite && this.#faults.conflicts()) {
      const answer = await this.#refuse({ code: '40001', message: this.#behaviour.conflict });
      if (kinds.commit.test(sql)) await this.#ask(query('ROLLBACK'));
      return answer;
    }
    const asked = translated.reduce((changed, [from, to]) => changed.replace(from, to), sql);
    const answer = kinds.ddl.test(sql)
      ? await this.#ddl(before, asked, send)
      : await this.#plain(before, asked, send);
    const isCommitted = isWrite && this.#status === 'I' && !hasFailed(answer);
    return isCommitted && this.#faults.isAmbiguous()
      ? [errorResponse({ code: '40003', message: 'result is ambiguous: error=connection lost' })]
      : answer;
  }

  async #plain(
    before: string,
    sql: string,
    send: (sql: string) => Promise<readonly Message[]>,
  ): Promise<readonly Message[]> {
    if (kinds.dml.test(sql) && this.#status === 'T') {
      if (this.#behaviour.ddl === 'alone' && this.#done.ddl > 0) return this.#refuse(MIXED);
      this.#done.dml++;
    }
    const answer = this.#sent(sql, await send(before + sql));
    if (!kinds.commit.test(sql) || this.#late.length === 0) return answer;
    return this.#buildLate(answer);
  }

  async #ddl(
    before: string,
    sql: string,
    send: (sql: string) => Promise<readonly Message[]>,
  ): Promise<readonly Message[]> {
    const { ddl } = this.#behaviour;
    if (this.#status === 'I' || ddl === 'transactional') return send(before + sql);
    switch (ddl) {
      case 'checked-late':
        if (!kinds.late.test(sql)) return send(before + sql);
        this.#late.push(sql);
        return [commandComplete(kinds.ddl.exec(sql)?.[0] ?? '')];
      case 'commits-first':
        await this.#ask(query('COMMIT'));
        return send(before + sql);
      case 'autonomous':
        return this.#aloneAside(sql);
      case 'alone':
        if (this.#done.ddl > 0) return this.#refuse(SECOND);
        if (this.#done.dml > 0) return this.#refuse(MIXED);
        this.#done.ddl++;
        return send(before + sql);
    }
  }

  async #aloneAside(sql: string): Promise<readonly Message[]> {
    const path = rowText(await this.#ask(query('SHOW search_path')));
    this.#side ??= connected(this.#aside());
    const side = await this.#side;
    try {
      await side.query(`SET search_path = ${path}; SET lock_timeout = '2s'`);
      const { command } = await side.query(sql);
      return [commandComplete(command)];
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      const { code = 'XX000', message, detail, hint, position } = error;
      return this.#refuse({
        ...{ message, detail, hint, position },
        // What the transaction around it has locked is a conflict there.
        code: code === '55P03' ? '40001' : code,
      });
    }
  }

  /** The rows are committed; what was to be built then may fail all the same. */
  async #buildLate(committed: readonly Message[]): Promise<readonly Message[]> {
    let failure: string | null = null;
    for (const sql of this.#late.splice(0)) {
      const failed = (await this.#ask(query(sql))).find(({ type }) => type === 'E');
      if (failed !== undefined) failure ??= /\0M([^\0]*)/.exec(failed.body.toString())?.[1] ?? '';
    }
    if (failure === null) return committed;
    const message = `transaction committed but schema change aborted with error: ${failure}`;
    return [errorResponse({ code: 'XXA00', message })];
  }

  /** Follows where a transaction begins and ends. */
  #sent(sql: string, answer: readonly Message[]): readonly Message[] {
    if (kinds.begin.test(sql)) this.#done = { ddl: 0, dml: 0 };
    if (kinds.rollback.test(sql)) this.#late = [];
    return answer;
  }

  /** The server's own transaction, if there is one, is then failed, too. */
  async #refuse(refusal: Refusal): Promise<readonly Message[]> {
    if (this.#status === 'T') await this.#ask(query('SELECT 1 / 0'));
    return [errorResponse(refusal)];
  }

  /** Asks the real server. @returns its answer without the last message, which tells the status */
  async #ask(...asked: readonly Message[]): Promise<readonly Message[]> {
    this.#server.write(Buffer.concat(asked.map(encode)));
    const answer: Message[] = [];
    for (;;) {
      const message = await this.#answers.message();
      if (message === null) throw new Error('the server has gone');
      if (message.type === 'Z') {
        this.#status = message.body.toString();
        return answer;
      }
      if (message.type === 'G') {
        this.#server.write(encode({ type: 'f', body: text('no rows') }));
      }
      answer.push(message);
    }
  }

  #tell(answer: readonly Message[]): void {
    this.#client.write(Buffer.concat(answer.map(encode)));
  }
}

const SECOND = {
  code: '0A000',
  message: 'multiple ddl statements are not supported in a transaction',
};
const MIXED = {
  code: '0A000',
  message: 'ddl and dml are not supported in the same transaction',
};

function hasFailed(answer: readonly Message[]): boolean {
  return answer.some(({ type }) => type === 'E');
}

async function connected(client: Client): Promise<Client> {
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** The one value of the one row. */
function rowText(answer: readonly Message[]): string {
  const row = answer.find(({ type }) => type === 'D');
  return row?.body.toString('utf8', 6) ?? '';
}

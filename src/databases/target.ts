/** A password that can't be printed by accident: only `reveal` gives it away. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }
}

interface TargetBase {
  /** What labels call it: the file's name or the database's. */
  readonly name: string;
  /** The address for people: complete, without a password. */
  readonly display: string;
  /** A file, a socket or a loopback address: applying there needs no confirmation. */
  readonly local: boolean;
}

export interface SqliteTarget extends TargetBase {
  readonly engine: 'sqlite';
  /** Absolute, or `:memory:`. */
  readonly path: string;
  /** As in the address: `ro` never writes, `rw` creates no file, `rwc` (the default) does. */
  readonly mode: 'ro' | 'rw' | 'rwc';
}

export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

/** Where a server listens unless told otherwise. */
export const POSTGRES_PORT = 5432;

export interface PostgresTarget extends TargetBase {
  readonly engine: 'postgres';
  /** A host name, an address, or the absolute folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Null: the server asks for none, or `.pgpass` has it. */
  readonly password: Secret | null;
  readonly database: string;
  readonly ssl: {
    readonly mode: SslMode;
    /** Absolute paths of PEM files, or PEM text; `system`: the authorities the system trusts. */
    readonly rootCertificate: string | null;
    readonly certificate: string | null;
    readonly key: string | null;
  };
  /** libpq's `options`: settings for the session's start. */
  readonly options: string | null;
  /** What the server's views call the session. */
  readonly applicationName: string;
  /** In milliseconds; 0 waits for ever. */
  readonly connectTimeout: number;
  /** The absolute path of libpq's password file. */
  readonly passwordFile: string;
  /** Settings of pg's own, which count instead of all the above where an application has them. */
  readonly driver?: Readonly<Record<string, unknown>>;
}

export type Target = SqliteTarget | PostgresTarget;

/** What an address is read against. */
export interface AddressContext {
  /** The project's folder, absolute: what relative paths in the address start from. */
  readonly base: string;
  /** `PG…` variables fill in what a PostgreSQL address leaves out. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
}

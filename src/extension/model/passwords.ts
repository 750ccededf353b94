import type * as vscode from 'vscode';
import { Secret, type PostgresTarget, type Target } from '../../databases/target.ts';

/** Passwords that a person has typed, by address: for this window, or kept by the system's own store. */
export class Passwords {
  readonly #store: vscode.SecretStorage;
  readonly #window = new Map<string, Secret>();

  constructor(store: vscode.SecretStorage) {
    this.#store = store;
  }

  /** The target with its password, where one was typed and the address brings none. */
  async add(target: Target): Promise<Target> {
    if (!lacksPassword(target)) return target;
    const password = this.#window.get(keyOf(target)) ?? (await this.#kept(target));
    return password === null ? target : { ...target, password };
  }

  /** For this window only. */
  use(target: PostgresTarget, password: Secret): void {
    this.#window.set(keyOf(target), password);
  }

  async keep(target: PostgresTarget, password: Secret): Promise<void> {
    await this.#store.store(keyOf(target), password.reveal());
  }

  /** What was typed for this window counts no more; what is kept does. */
  drop(target: PostgresTarget): void {
    this.#window.delete(keyOf(target));
  }

  async forget(target: PostgresTarget): Promise<void> {
    this.drop(target);
    await this.#store.delete(keyOf(target));
  }

  async #kept(target: PostgresTarget): Promise<Secret | null> {
    const text = await this.#store.get(keyOf(target));
    return text === undefined ? null : new Secret(text);
  }
}

/** Whether a password may be asked for: an address that has one is to be corrected where it stands. */
export function lacksPassword(target: Target): target is PostgresTarget {
  return target.engine === 'postgres' && target.password === null;
}

/** Everything that decides who gets to see the password. */
function keyOf({ host, port, user, database }: PostgresTarget): string {
  return `strata.password ${JSON.stringify([host, port, user, database])}`;
}

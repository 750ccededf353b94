import type * as vscode from 'vscode';
import type { PostgresTarget } from '../../databases/target.ts';

const KEY = 'strata.shadowServers';

/** Whether scratch databases may be made on a server; asked once, remembered for the workspace. */
export class Consents {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  /** Null: nobody was asked. */
  of(target: PostgresTarget): boolean | null {
    return this.#all()[serverOf(target)] ?? null;
  }

  /** @param answer null: to be asked again */
  async remember(target: PostgresTarget, answer: boolean | null): Promise<void> {
    const others = Object.entries(this.#all()).filter(([server]) => server !== serverOf(target));
    const own = answer === null ? [] : [[serverOf(target), answer] as const];
    await this.#memento.update(KEY, Object.fromEntries([...others, ...own]));
  }

  #all(): Readonly<Partial<Record<string, boolean>>> {
    return this.#memento.get(KEY, {});
  }
}

/** Who acts there matters as well: another role may be another person's. */
function serverOf({ user, host, port }: PostgresTarget): string {
  return `${user}@${host}:${port}`;
}

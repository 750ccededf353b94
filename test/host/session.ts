import * as vscode from 'vscode';
import { EnvironmentChoices } from '../../src/extension/model/environment-choices.ts';
import { Gateway } from '../../src/extension/model/gateway.ts';
import { Passwords } from '../../src/extension/model/passwords.ts';
import type { ProjectServices } from '../../src/extension/model/project-model.ts';

export interface Session extends ProjectServices {
  dispose(): void;
  readonly passwords: Passwords;
  /** What is kept when the window closes, by key. */
  readonly kept: Map<string, string>;
}

/** What projects need of a window, without leaving anything in it. */
export function session(name: string, isTrusted = true): Session {
  const log = vscode.window.createOutputChannel(name, { log: true });
  const kept = new Map<string, string>();
  const passwords = new Passwords(secretsIn(kept));
  return {
    gateway: new Gateway(() => isTrusted, passwords),
    choices: new EnvironmentChoices(memento()),
    log,
    passwords,
    kept,
    dispose: () => {
      log.dispose();
    },
  };
}

function secretsIn(kept: Map<string, string>): vscode.SecretStorage {
  return {
    get: (key) => Promise.resolve(kept.get(key)),
    store: (key, value) => Promise.resolve(void kept.set(key, value)),
    delete: (key) => Promise.resolve(void kept.delete(key)),
    onDidChange: new vscode.EventEmitter<vscode.SecretStorageChangeEvent>().event,
  };
}

function memento(): vscode.Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: (key: string, fallback?: unknown) => values.get(key) ?? fallback,
    update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
  } as vscode.Memento;
}

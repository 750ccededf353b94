import * as vscode from 'vscode';
import { Log, type LogChannel } from '../../src/extension/log.ts';
import { EnvironmentChoices } from '../../src/extension/model/environment-choices.ts';
import { Gateway } from '../../src/extension/model/gateway.ts';
import { Passwords } from '../../src/extension/model/passwords.ts';
import type { ProjectServices } from '../../src/extension/model/project-model.ts';

export interface Session extends ProjectServices {
  dispose(): void;
  readonly passwords: Passwords;
  /** What has come to the log, entry by entry. */
  readonly logged: readonly string[];
  /** What is kept when the window closes, by key. */
  readonly kept: Map<string, string>;
}

/** What projects need of a window, without leaving anything in it. */
export function session(name: string, isTrusted = true): Session {
  const logged: string[] = [];
  const log = new Log(overheard(vscode.window.createOutputChannel(name, { log: true }), logged));
  const kept = new Map<string, string>();
  const passwords = new Passwords(secretsIn(kept));
  return {
    gateway: new Gateway(() => isTrusted, passwords),
    choices: new EnvironmentChoices(memento()),
    log,
    logged,
    passwords,
    kept,
    dispose: () => {
      log.dispose();
    },
  };
}

function overheard(channel: vscode.LogOutputChannel, logged: string[]): LogChannel {
  const hear = (level: 'info' | 'warn' | 'error') => (text: string) => {
    logged.push(text);
    channel[level](text);
  };
  return {
    info: hear('info'),
    warn: hear('warn'),
    error: hear('error'),
    show: () => {
      channel.show();
    },
    dispose: () => {
      channel.dispose();
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

/** What a workspace remembers. */
export function memento(): vscode.Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: (key: string, fallback?: unknown) => values.get(key) ?? fallback,
    update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
  } as vscode.Memento;
}

import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { reportError } from '../report-error.ts';
import { commandIds, type CommandId } from './command-ids.ts';

/** What VS Code passes: from a menu the row or the file, from a lens or a link what it was given. */
export type Handler = (argument?: unknown) => unknown;

export type Handlers = Readonly<Record<CommandId, Handler>>;

/**
 * An error in a command is told once, here.
 *
 * @param handlers loaded with the first command
 */
export function registerCommands(handlers: () => Promise<Handlers>, log: Log): vscode.Disposable {
  return vscode.Disposable.from(
    ...commandIds.map((id) =>
      vscode.commands.registerCommand(id, async (argument?: unknown) => {
        try {
          await (await handlers())[id](argument);
        } catch (error) {
          void reportError(error, log);
        }
      }),
    ),
  );
}

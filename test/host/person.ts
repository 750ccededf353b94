import * as vscode from 'vscode';

const { window } = vscode;

const NAMES = [
  'showInformationMessage',
  'showWarningMessage',
  'showErrorMessage',
  'showQuickPick',
  'showOpenDialog',
  'showInputBox',
] as const;

/** Whoever sits before the window: answers what it asks, and remembers what it says. */
export class Person {
  /** The beginnings of the answers that will be chosen, next first; without one it is Escape. */
  readonly answers: string[] = [];
  /** The file that is chosen where one is asked for. */
  file: string | null = null;
  /** What is typed where something is to be typed; null is Escape. */
  typed: string | null = null;
  /** The answers that were offered, each time. */
  readonly offered: (readonly string[])[] = [];
  readonly heard: string[] = [];
  readonly #window = Object.fromEntries(NAMES.map((name) => [name, window[name]]));

  constructor() {
    const tell = (
      text: string,
      ...more: readonly (string | vscode.MessageOptions)[]
    ): Promise<string | undefined> => {
      const details = more.flatMap((each) => (typeof each === 'string' ? [] : (each.detail ?? [])));
      this.heard.push([text, ...details].join('\n'));
      const actions = more.filter((each) => typeof each === 'string');
      return Promise.resolve(this.#choose(actions, (action) => action));
    };
    const pick = async (
      items: readonly vscode.QuickPickItem[] | Promise<readonly vscode.QuickPickItem[]>,
    ): Promise<vscode.QuickPickItem | undefined> =>
      this.#choose(await items, ({ label, description }) => `${label} ${description ?? ''}`.trim());
    Object.assign(window, {
      showInformationMessage: tell,
      showWarningMessage: tell,
      showErrorMessage: tell,
      showQuickPick: pick,
      showInputBox: ({ title = '' }: vscode.InputBoxOptions) => {
        this.heard.push(title);
        return Promise.resolve(this.typed ?? undefined);
      },
      showOpenDialog: () =>
        Promise.resolve(this.file === null ? undefined : [vscode.Uri.file(this.file)]),
    });
  }

  /** Gives the window back. */
  dispose(): void {
    Object.assign(window, this.#window);
  }

  #choose<T>(all: readonly T[], textOf: (each: T) => string): T | undefined {
    if (all.length === 0) return undefined;
    this.offered.push(all.map(textOf));
    const wanted = this.answers.shift();
    return wanted === undefined ? undefined : all.find((each) => textOf(each).includes(wanted));
  }
}

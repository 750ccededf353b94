import * as vscode from 'vscode';
import { ThreadAnalyst } from '../../../src/checks/thread-analyst.ts';
import type { Shadow, ShadowPlace, ShadowSettings } from '../../../src/databases/shadow.ts';
import { CheckStatus } from '../../../src/extension/checks/check-status.ts';
import { Consents } from '../../../src/extension/checks/consents.ts';
import { LiveChecks } from '../../../src/extension/checks/live-checks.ts';
import { Readings } from '../../../src/extension/diagnostics/readings.ts';
import { Gateway } from '../../../src/extension/model/gateway.ts';
import { Projects } from '../../../src/extension/model/projects.ts';
import { memento, session } from '../session.ts';

/** Counts how often shadows are asked for something; what they are asked, they do. */
class CountingGateway extends Gateway {
  count = 0;

  override async openShadow(place: ShadowPlace, settings: ShadowSettings): Promise<Shadow> {
    const shadow = await super.openShadow(place, settings);
    const attempt = shadow.attempt.bind(shadow);
    const schema = shadow.schema.bind(shadow);
    return Object.assign(shadow, {
      attempt: (...parameters: Parameters<Shadow['attempt']>) => {
        this.count++;
        return attempt(...parameters);
      },
      schema: (...parameters: Parameters<Shadow['schema']>) => {
        this.count++;
        return schema(...parameters);
      },
    });
  }
}

/** The window's checks beside the extension's own, so that one can see what they say and do. */
export class OwnChecks {
  readonly #session = session('Strata (checks)');
  readonly #gateway = new CountingGateway(() => true, this.#session.passwords);
  readonly #analyst = new ThreadAnalyst();
  readonly projects = new Projects({ ...this.#session, gateway: this.#gateway });
  readonly #readings = new Readings(this.projects);
  readonly consents = new Consents(memento());
  readonly checks = new LiveChecks({
    ...{ projects: this.projects, readings: this.#readings, consents: this.consents },
    ...{ gateway: this.#gateway, analyst: this.#analyst, log: this.#session.log },
  });
  /** What has been said of whether a check is under way, oldest first. */
  readonly busy: boolean[] = [];
  readonly #item: vscode.LanguageStatusItem;
  readonly #status: CheckStatus;

  constructor() {
    const { languages } = vscode;
    const { createLanguageStatusItem } = languages;
    let made: vscode.LanguageStatusItem | undefined;
    languages.createLanguageStatusItem = (id, selector) => {
      // The extension has the id itself.
      made = createLanguageStatusItem(`${id}.own`, selector);
      return overheard(made, this.busy);
    };
    this.#status = new CheckStatus(this.checks, this.#readings);
    languages.createLanguageStatusItem = createLanguageStatusItem;
    if (made === undefined) throw new Error('no language status');
    this.#item = made;
  }

  /** What the language status says, and the title of the command that it leads to. */
  get said(): readonly (string | boolean)[] {
    const { text, detail = '', severity, command } = this.#item;
    const isWarning = severity === vscode.LanguageStatusSeverity.Warning;
    return [text, detail, command?.title ?? '', isWarning];
  }

  get command(): vscode.Command | undefined {
    return this.#item.command;
  }

  /** How often shadows were asked to try something, or what they hold. */
  get asked(): number {
    return this.#gateway.count;
  }

  async close(): Promise<void> {
    this.#status.dispose();
    await this.checks.close();
    await this.#analyst.close();
    for (const each of [this.#readings, this.projects, this.#session]) each.dispose();
  }
}

/** An item that tells what its `busy` is set to. */
function overheard(item: vscode.LanguageStatusItem, busy: boolean[]): vscode.LanguageStatusItem {
  return new Proxy(item, {
    set: (_, name, value: unknown) => {
      if (name === 'busy' && busy.at(-1) !== value) busy.push(value === true);
      return Reflect.set(item, name, value);
    },
  });
}

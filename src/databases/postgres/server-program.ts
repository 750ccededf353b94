import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import { findProgram, missingProgram, runProgram } from '../programs.ts';
import type { PostgresTarget } from '../target.ts';
import { clientEnv } from './client-env.ts';
import { withoutPassword } from './connect-error.ts';

/** One of PostgreSQL's own programs, not older than the server it is to work with. */
export class ServerProgram {
  readonly #name: string;
  readonly #file: string;

  private constructor(name: string, file: string) {
    this.#name = name;
    this.#file = file;
  }

  /**
   * @param major the least version that will do
   * @throws StrataError `refused`, saying what was found, what is needed and how to get it
   */
  static async find(name: string, major: number): Promise<ServerProgram> {
    const file = await findProgram(name);
    if (file === null) throw missingProgram(name, getIt(major));
    const { output } = await runProgram(file, ['--version']);
    const version = /\d+(\.\d+)*/.exec(output)?.[0] ?? '?';
    if (!(Number.parseInt(version) >= major)) {
      throw new StrataError(
        'refused',
        l10n.t(
          '{0} is of version {1} ({2}), and the server’s is {3}: it needs one that is not older.',
          name,
          version,
          file,
          major,
        ),
        { hint: getIt(major) },
      );
    }
    return new ServerProgram(name, file);
  }

  /** @throws StrataError `refused` with the program's own words; `cancelled` */
  async run(
    target: PostgresTarget,
    parameters: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const env = clientEnv(target);
    const { exitCode, output, errors } = await runProgram(this.#file, parameters, { env, signal });
    if (exitCode === 0) return output;
    const words = withoutPassword(errors, target) || l10n.t('exit code {0}', String(exitCode));
    throw new StrataError('refused', l10n.t('{0} failed: {1}', this.#name, words));
  }
}

export function getIt(major: number | null): string {
  return major === null
    ? l10n.t(
        'Install PostgreSQL’s client programs (postgresql.org/download) and put them on the PATH.',
      )
    : l10n.t(
        'Install the client programs of PostgreSQL {0} or newer (postgresql.org/download) and put them first on the PATH.',
        major,
      );
}

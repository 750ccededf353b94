import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import type { AdministrationOptions, ShellCommand } from '../databases/administration.ts';
import { administrationOf } from '../databases/open.ts';
import type { Target } from '../databases/target.ts';
import type { Destination } from '../project/destination.ts';

/** @throws StrataError as `Administration.create` */
export async function createDatabase(
  target: Target,
  options: AdministrationOptions = {},
): Promise<void> {
  await (await administrationOf(target)).create(options);
}

/**
 * @returns whether there was one
 * @throws StrataError as `Administration.drop`; `refused` on a protected environment
 */
export async function dropDatabase(
  destination: Destination,
  options: AdministrationOptions = {},
): Promise<boolean> {
  refuseProtected(destination);
  const administration = await administrationOf(destination.target);
  const isThere = await administration.exists(options);
  await administration.drop(options);
  return isThere;
}

/** @throws StrataError as `Administration.shell` */
export async function shellCommand(
  target: Target,
  parameters: readonly string[],
): Promise<ShellCommand> {
  return (await administrationOf(target)).shell(parameters);
}

/** What loses everything is not for an environment that somebody wanted to be careful with. */
export function refuseProtected({ environment, target }: Destination): void {
  if (environment?.protected !== true) return;
  throw new StrataError(
    'refused',
    l10n.t('{0} is protected: {1} is neither emptied nor dropped.', environment.name, target.name),
    {
      hint: l10n.t(
        'Choose another environment, or take its protection out of strata.json knowingly.',
      ),
    },
  );
}

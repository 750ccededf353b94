import * as l10n from '@vscode/l10n';
import { tools } from '../conventions/registry.ts';
import { StrataError } from '../core/errors.ts';
import { CONFIG_FILE } from './config.ts';
import type { Project } from './project.ts';

/**
 * Before something is made or changed in a tool's own form.
 *
 * @throws StrataError `usage` when it is not known which tool's
 */
export function requireConvention({ name, detection }: Project): void {
  if (detection.certain) return;
  throw new StrataError(
    'usage',
    l10n.t('It is not certain which tool the migrations of {0} are for.', name),
    {
      hint: l10n.t(
        'Say which one by --convention, or as "convention" in {0}: {1}.',
        CONFIG_FILE,
        tools.map(({ id }) => id).join(', '),
      ),
    },
  );
}

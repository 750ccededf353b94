import * as l10n from '@vscode/l10n';
import type { Target } from '../../databases/target.ts';
import type { Environment } from '../../project/destination.ts';

/** "development · shop.db", or the database alone where a project has no environments. */
export function where(environment: Environment | null, database: string): string {
  return environment === null ? database : `${environment.name} · ${database}`;
}

/** The same within a sentence: "shop.db (development)". */
export function targetIn(environment: Environment | null, { name }: Pick<Target, 'name'>): string {
  return environment === null ? name : l10n.t('{0} ({1})', name, environment.name);
}

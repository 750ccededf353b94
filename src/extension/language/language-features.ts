import type { Analyst } from '../../checks/analyst.ts';
import type { LiveChecks } from '../checks/live-checks.ts';
import type { Readings } from '../diagnostics/readings.ts';
import { NameCompletions } from './name-completions.ts';
import { NameReader } from './name-reader.ts';
import { Navigation } from './navigation.ts';
import { SchemaHovers } from './schema-hovers.ts';

/** What there is to say of the names in migrations. */
export interface LanguageFeatures {
  readonly completions: NameCompletions;
  readonly hovers: SchemaHovers;
  readonly navigation: Navigation;
}

export function languageFeatures(
  readings: Readings,
  checks: LiveChecks,
  analyst: Analyst,
): LanguageFeatures {
  const names = new NameReader(analyst);
  return {
    completions: new NameCompletions(readings, checks, names),
    hovers: new SchemaHovers(readings, checks, names),
    navigation: new Navigation(readings, names),
  };
}

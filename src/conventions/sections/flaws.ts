import * as l10n from '@vscode/l10n';
import type { Fix, Location } from '../../core/problem.ts';
import { DOWN, UP, type Flaw, type Section } from './sections.ts';

/** Why a file with this flaw must not be applied, and what to do. */
export function explain({ kind, marker, text }: Flaw, path: string): string {
  switch (kind) {
    case 'doubled':
      return l10n.t(
        '{0}: there is a second line "{1}". The sections runner goes by the first one only. Keep one.',
        path,
        marker,
      );
    case 'nearly-a-marker':
      return l10n.t(
        '{0}: "{1}" is not a marker to anybody, and what follows would be applied with what is above it. Write "{2}", in a line of its own.',
        path,
        text,
        marker,
      );
    case 'no-up':
      return l10n.t(
        '{0}: there is no line "{1}", and the sections runner would apply everything. Write one above the statements to apply.',
        path,
        UP,
      );
    case 'only-down':
      return l10n.t(
        '{0}: there is a down section and no up section, so there is nothing to apply. Write "{1}" and the statements above it.',
        path,
        UP,
      );
    case 'reversed':
      return l10n.t(
        '{0}: "{1}" stands above "{2}". The sections runner applies only what is above "{1}". Put the up section first.',
        path,
        DOWN,
        UP,
      );
    case 'stray':
      return l10n.t(
        '{0}: the sections runner takes "{1}" in "{2}" for its marker and cuts the file there. Rephrase it.',
        path,
        DOWN,
        text,
      );
    case 'text-above':
      return l10n.t(
        '{0}: there is text above "{1}", which the sections runner applies too. Move "{1}" above it.',
        path,
        UP,
      );
  }
}

/** What mends a flaw and leaves the checksum, which the sections runner may have recorded, as it is. */
export function fixFor({ kind, location, marker }: Flaw, up: Section): Fix | null {
  if (location === null) return null;
  if (kind === 'nearly-a-marker') {
    const edits = [{ location, text: marker }];
    return { kind: 'edit', title: l10n.t('Write {0}', marker), edits };
  }
  if (kind === 'text-above' && up.marker !== null) {
    const edits = [
      { location: TOP, text: `${UP}\n` },
      { location: up.marker, text: '' },
    ];
    return { kind: 'edit', title: l10n.t('Move {0} to the top', UP), edits };
  }
  return null;
}

const TOP: Location = { line: 1, column: 1, endLine: 1, endColumn: 1 };

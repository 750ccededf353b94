import * as l10n from '@vscode/l10n';
import type { Script } from '../../core/migration.ts';
import type { Fix, Location, Problem, ProblemCode, Severity } from '../../core/problem.ts';
import type { Candidate, Contents, Loaded } from '../convention.ts';
import { decode } from '../text-file.ts';
import { checksum } from './checksum.ts';
import { explain, fixFor } from './flaws.ts';
import {
  DOWN,
  holdsStatement,
  readLikeItsRunner,
  readSections,
  UP,
  type Section,
  type Sections,
} from './sections.ts';

/** A migration with its two sections. */
export function load({ version, description, up: path }: Candidate, contents: Contents): Loaded {
  const runner = l10n.t('the sections runner');
  const { text, problem, ...reading } = decode(path, contents.get(path), version, runner);
  const sections = readSections(text);
  const { up, down } = sections;
  const problems = problem === null ? problemsOf(sections, path, version) : [problem];
  return {
    migration: {
      version,
      description,
      up: { ...script(path, up), ...reading },
      down: down !== null && holdsStatement(down) ? script(path, down) : null,
      // Where the readings differ, the recorded one is the runner's.
      checksum: checksum(readLikeItsRunner(text).up),
      metadata: null,
    },
    problems,
  };
}

function script(path: string, { sql, start, marker }: Section): Script {
  return {
    path,
    sql,
    start,
    marker: marker && { line: marker.line, column: marker.column },
    transactional: true,
  };
}

function problemsOf(sections: Sections, path: string, version: string): readonly Problem[] {
  const problem: Report = (code, severity, location, message, fix = null) => ({
    code,
    severity,
    message,
    path,
    version,
    location,
    ...(fix && { fix }),
  });
  const { up, flaws } = sections;
  return [
    ...flaws.map((flaw) =>
      problem('ambiguous-section', 'error', flaw.location, explain(flaw, path), fixFor(flaw, up)),
    ),
    ...problemsOfUp(sections, path, problem),
    ...problemsOfDown(sections, path, problem),
  ];
}

type Report = (
  code: ProblemCode,
  severity: Severity,
  location: Location | null,
  message: string,
  fix?: Fix | null,
) => Problem;

function problemsOfUp({ up }: Sections, path: string, problem: Report): readonly Problem[] {
  if (up.sql !== '' || up.marker === null) return [];
  const message = l10n.t(
    '{0}: nothing stands below "{1}", and the sections runner stops at it. Write what is to be applied.',
    path,
    UP,
  );
  return [problem('empty-section', 'error', up.marker, message)];
}

function problemsOfDown(
  { down, flaws, end }: Sections,
  path: string,
  problem: Report,
): readonly Problem[] {
  if (down !== null) {
    if (holdsStatement(down)) return [];
    const message = l10n.t(
      '{0}: no statement stands below "{1}", so it cannot be reverted. Write what undoes it.',
      path,
      DOWN,
    );
    return [problem('empty-section', 'warning', down.marker, message)];
  }
  // A marker that is nearly one is told by itself.
  if (flaws.some(({ kind, marker }) => kind === 'nearly-a-marker' && marker === DOWN)) return [];
  const message = l10n.t(
    '{0} has no down section, so it cannot be reverted. Write "{1}" and what undoes it at the end.',
    path,
    DOWN,
  );
  const fix: Fix = {
    kind: 'edit',
    title: l10n.t('Add a down section'),
    edits: [
      {
        location: { ...end, endLine: end.line, endColumn: end.column },
        text: `${end.column === 1 ? '' : '\n'}\n${DOWN}\n`,
      },
    ],
  };
  return [problem('missing-down', 'warning', null, message, fix)];
}

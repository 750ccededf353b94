import * as vscode from 'vscode';
import { scriptsIn, type Direction, type Migration, type Script } from '../../core/migration.ts';
import type { Engine } from '../../core/engine.ts';
import type { TextRange } from '../../core/problem.ts';
import type { Project } from '../../project/project.ts';
import { locate, offsetOf } from '../../sql/text.ts';
import { toRange } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/place.ts';
import type { Readings } from '../diagnostics/readings.ts';
import type { ProjectModel, Reading } from '../model/project-model.ts';

/** A place of an editor, in the script that stands there. */
export interface ScriptPlace {
  readonly model: ProjectModel;
  readonly project: Project;
  readonly engine: Engine;
  readonly reading: Reading;
  readonly migration: Migration;
  readonly direction: Direction;
  readonly script: Script;
  /** In UTF-16 units of the script. */
  readonly offset: number;
}

const BOM = '\uFEFF';

/** Undefined: no script of a migration, or none whose engine is known. */
export function placeAt(
  readings: Readings,
  { uri }: vscode.TextDocument,
  { line, character }: vscode.Position,
): ScriptPlace | undefined {
  const model = readings.projectOf(uri);
  const project = model?.project;
  const engine = model?.destination?.target.engine;
  const reading = model && readings.of(model);
  if (!model || !project || !engine || !reading) return undefined;
  const path = model.pathOf(uri) ?? '';
  for (const migration of reading.files.migrations) {
    const found = scriptsIn(migration, path).findLast(
      ({ script }) => script.start.line <= line + 1,
    );
    if (found === undefined) continue;
    const column = character + 1 + (line === 0 ? markLength(found.script) : 0);
    const offset = offsetOf(found.script, { line: line + 1, column });
    return { model, project, engine, reading, migration, ...found, offset };
  }
  return undefined;
}

/** Where an editor has a stretch of a script. */
export function rangeIn(script: Script, range: TextRange): vscode.Range {
  return toRange(spanOf(locate(script, range), markLength(script) > 0));
}

/** An editor's text does not have it. */
function markLength({ sql }: Script): number {
  return sql.startsWith(BOM) ? BOM.length : 0;
}

import * as l10n from '@vscode/l10n';
import { isMap, isScalar, type Document, type Pair } from 'yaml';
import * as v from 'valibot';
import type { Dependency, Metadata } from '../../core/migration.ts';
import type { Fix, Location, Problem, Severity, TextRange } from '../../core/problem.ts';
import { suggest } from '../../core/suggest.ts';
import { metadataSchema, type MetadataFile } from './metadata-schema.ts';
import { parseFolderName } from './names.ts';
import { pythonJson } from './python-json.ts';
import { datesAsTexts, parseYaml, rangeOf, type YamlText } from './yaml-text.ts';

/** In UTF-16 units: far more than a person writes, and far less than what would take a second. */
const MAX_LENGTH = 32 * 1024;
/** Of one anchor and what it holds, so that a few lines cannot become gigabytes. */
const MAX_ALIASES = 100;
/** One may bring thousands. */
const MAX_FAULTS = 10;

/** An object would put keys that look like numbers first. */
const IN_ORDER = { mapAsMap: true, maxAliasCount: MAX_ALIASES };

const KEYS = Object.keys(metadataSchema.entries);

/** A migration's `metadata.yaml`. */
export interface MetadataText {
  readonly path: string;
  readonly version: string;
  readonly text: string;
}

export interface ReadMetadata {
  readonly metadata: Metadata;
  readonly problems: readonly Problem[];
}

/** What the file says as far as it can be used, and everything that is wrong with it. */
export function readMetadata(file: MetadataText): ReadMetadata {
  const reader = new Reader(file);
  const { said, json, dependencies } = reader.read();
  return {
    metadata: {
      path: file.path,
      author: said.author ?? null,
      created: said.created ?? null,
      dependencies,
      tags: said.tags ?? [],
      estimatedDurationMs: said.estimated_duration_ms ?? null,
      reversible: said.reversible ?? true,
      notes: said.notes ?? null,
      json,
    },
    problems: reader.problems,
  };
}

interface Contents {
  readonly said: MetadataFile;
  readonly json: string | null;
  readonly dependencies: readonly Dependency[];
}

const NOTHING: Contents = { said: {}, json: null, dependencies: [] };

const START: Location = { line: 1, column: 1, endLine: 1, endColumn: 1 };

class Reader {
  readonly #file: MetadataText;
  readonly #yaml: YamlText;
  readonly problems: Problem[] = [];

  constructor(file: MetadataText) {
    this.#file = file;
    this.#yaml = parseYaml(file.text.length > MAX_LENGTH ? '' : file.text);
  }

  read(): Contents {
    const { document } = this.#yaml;
    if (this.#file.text.length > MAX_LENGTH) {
      this.#error(
        l10n.t('{0} is longer than {1} kB. Shorten it.', this.#file.path, MAX_LENGTH / 1024),
      );
      return NOTHING;
    }
    const faults = [...document.errors, ...document.warnings].slice(0, MAX_FAULTS);
    for (const { message, pos } of faults) {
      const [start, end] = pos;
      // The parser goes as deep as the text does, and says so in its engine's words.
      const why = message.includes('call stack') ? l10n.t('it is nested too deeply') : message;
      this.#error(l10n.t('{0} is not YAML: {1}.', this.#file.path, why), { start, end });
    }
    if (this.problems.length > 0) return NOTHING;
    for (const date of datesAsTexts(document)) this.#warnOfDate(rangeOf(date), date.source ?? '');

    const values = this.#values(document);
    if (values === null) return NOTHING;
    const said = this.#check(values);
    return {
      said,
      json: Object.keys(values).length === 0 ? null : this.#json(document),
      dependencies: this.#dependencies(said.dependencies ?? []),
    };
  }

  /** Null where there is nothing that could be used. */
  #values(document: Document.Parsed): Record<string, unknown> | null {
    try {
      const values: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
      if (values === null || values === undefined) return {};
      if (isMap(document.contents)) return values as Record<string, unknown>;
      this.#error(
        l10n.t('{0} must be a list of keys with values, such as "author: Ann".', this.#file.path),
        rangeOf(document.contents),
      );
    } catch (error) {
      this.#error(l10n.t('{0} is not YAML: {1}.', this.#file.path, (error as Error).message));
    }
    return null;
  }

  /** Null for what refers to itself, which JSON cannot. */
  #json(document: Document.Parsed): string | null {
    try {
      return pythonJson(document.toJS(IN_ORDER));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#error(l10n.t('{0} refers to itself, or is nested too deeply.', this.#file.path));
      return null;
    }
  }

  /** What is of the right type. */
  #check(values: Record<string, unknown>): MetadataFile {
    const unknown = Object.keys(values).filter((key) => !KEYS.includes(key));
    for (const key of unknown.slice(0, MAX_FAULTS)) this.#warnOfKey(key);

    // A key without a value is left out.
    const known = Object.fromEntries(
      Object.entries(values).filter(([key, value]) => KEYS.includes(key) && value !== null),
    );
    const wrong = new Set<string>();
    for (const { path, message } of v.safeParse(metadataSchema, known).issues ?? []) {
      const keys = (path ?? []).map(({ key }) => key);
      const key = String(keys[0]);
      wrong.add(key);
      this.#error(`${this.#file.path}: "${key}" ${message}.`, this.#rangeAt(keys));
    }
    const said = Object.fromEntries(
      Object.entries(known).filter(([key]) => !wrong.has(key)),
    ) as MetadataFile;
    this.#compareVersion(said.version ?? null);
    return said;
  }

  #compareVersion(said: number | null): void {
    const { path, version } = this.#file;
    if (said === null || String(said) === version) return;
    const range = this.#rangeAt(['version']);
    this.#error(
      l10n.t(
        '{0} says version {1}, but the folder’s name says {2}. The folder’s name is what counts.',
        path,
        said,
        version,
      ),
      range,
      this.#replacement(range, l10n.t('Write {0}', version), version),
    );
  }

  #warnOfKey(key: string): void {
    const suggestion = suggest(key, KEYS);
    const unknown = l10n.t('{0}: unknown key "{1}".', this.#file.path, key);
    const { contents } = this.#yaml.document;
    const pairs: readonly Pair[] = isMap(contents) ? contents.items : [];
    const pair = pairs.find(({ key: node }) => isScalar(node) && String(node.value) === key);
    this.#add(
      'warning',
      suggestion === null
        ? `${unknown} ${l10n.t('Known: {0}.', KEYS.join(', '))}`
        : `${unknown} ${suggestion}`,
      rangeOf(pair?.key),
    );
  }

  #warnOfDate(range: TextRange | null, written: string): void {
    this.#add(
      'warning',
      l10n.t(
        '{0}: the date {1} is not in quotes. The project’s own runner cannot write it into its history: it would stop after the script, and record nothing. Put it into quotes.',
        this.#file.path,
        written,
      ),
      range,
      this.#replacement(range, l10n.t('Put it into quotes'), JSON.stringify(written)),
    );
  }

  #dependencies(names: readonly string[]): readonly Dependency[] {
    return names.flatMap((name, index) => {
      const range = this.#rangeAt(['dependencies', index]);
      const location = this.#locate(range) ?? START;
      const parsed = parseFolderName(name);
      if (parsed !== null) return { version: parsed.version.toString(), name, location };
      this.problems.push({
        code: 'dependency',
        severity: 'error',
        message: l10n.t(
          '{0}: "{1}" is not the name of a migration’s folder, such as {2}.',
          this.#file.path,
          name,
          'V001__initial_schema',
        ),
        path: this.#file.path,
        version: this.#file.version,
        location,
      });
      return [];
    });
  }

  #rangeAt(keys: readonly unknown[]): TextRange | null {
    return rangeOf(this.#yaml.document.getIn(keys, true));
  }

  #locate(range: TextRange | null): Location | null {
    return range === null ? null : this.#yaml.locate(range);
  }

  #replacement(range: TextRange | null, title: string, text: string): Fix | undefined {
    const location = this.#locate(range);
    return location === null ? undefined : { kind: 'edit', title, edits: [{ location, text }] };
  }

  #error(message: string, range: TextRange | null = null, fix?: Fix): void {
    this.#add('error', message, range, fix);
  }

  #add(severity: Severity, message: string, range: TextRange | null, fix?: Fix): void {
    const { path, version } = this.#file;
    const location = this.#locate(range);
    this.problems.push({
      ...{ code: 'metadata', severity, message, path, version, location },
      ...(fix && { fix }),
    });
  }
}

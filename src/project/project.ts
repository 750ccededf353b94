import { readFile } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import { tools } from '../conventions/registry.ts';
import type { Convention, Tool } from '../conventions/convention.ts';
import { StrataError } from '../core/errors.ts';
import type { RuleSeverities } from '../core/severities.ts';
import { NO_CONFIG, type ProjectConfig } from './config.ts';

/** A folder with migrations, and the tool they are written for. */
export interface Project {
  /** Absolute. */
  readonly root: string;
  readonly name: string;
  readonly convention: Convention;
  /** Relative to `root`, with `/`. */
  readonly migrationsFolder: string;
  readonly config: ProjectConfig;
  readonly detection: Detection;
  /** Everything that the above was made from: equal texts, equal projects. */
  readonly fingerprint: string;
}

/** Why a project has the convention that it has. */
export interface Detection {
  /** False: something else is as likely, and creating files would decide it. */
  readonly certain: boolean;
  /** Somebody said so, by an option, `strata.json` or the tool's own configuration. */
  readonly configured: boolean;
  /** Such as "the name V001__users/up.sql", for people. */
  readonly reason: string;
}

export interface ProjectOptions {
  /** Instead of what the tool's configuration says; relative to `root` or absolute. */
  readonly migrationsFolder?: string | undefined;
  readonly convention?: string | undefined;
  /** Of the editor's settings; what `strata.json` says counts more. */
  readonly rules?: RuleSeverities | undefined;
}

/** @throws StrataError `configuration` when the tool's own configuration is wrong; `usage` for an unknown convention */
export async function openProject(root: string, options: ProjectOptions = {}): Promise<Project> {
  const absolute = resolve(root);
  const tool = findTool(options.convention);
  const config = await readConfig(absolute, tool);
  const { convention, migrationsFolder } = await tool.configure(config, {});
  const folder = relative(
    absolute,
    resolve(absolute, options.migrationsFolder ?? migrationsFolder),
  );
  return {
    root: absolute,
    name: basename(absolute),
    convention,
    migrationsFolder: folder.split(sep).join('/'),
    config: { ...NO_CONFIG, rules: { ...options.rules, ...NO_CONFIG.rules } },
    detection: { certain: true, configured: false, reason: '' },
    fingerprint: JSON.stringify([tool.id, absolute, folder, options.rules, ...config]),
  };
}

function findTool(id: string | undefined): Tool {
  const [first] = tools;
  const found = id === undefined ? first : tools.find((tool) => tool.id === id);
  if (found !== undefined) return found;
  const known = tools.map((tool) => tool.id).join(', ');
  throw new StrataError('usage', l10n.t('Unknown convention "{0}". Known: {1}.', id ?? '', known));
}

async function readConfig(root: string, tool: Tool): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const path of tool.configFiles) {
    try {
      files.set(path, await readFile(join(root, path), 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw new StrataError(
        'configuration',
        l10n.t('{0} cannot be read: {1}', path, (error as Error).message),
        { cause: error },
      );
    }
  }
  return files;
}

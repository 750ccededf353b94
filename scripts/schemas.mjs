// Writes media/schemas/ from the schemas that the code reads the files by.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import * as prettier from 'prettier';
import { metadataSchema } from '../src/conventions/versioned-folders/metadata-schema.ts';
import { configSchema } from '../src/project/config-schema.ts';
import { main, isMain } from './main.mjs';
import { inRoot } from './paths.mjs';

const SCHEMAS = [
  { file: 'strata.schema.json', title: 'strata.json', schema: configSchema },
  { file: 'metadata.schema.json', title: 'metadata.yaml', schema: metadataSchema },
];

/** The texts of the files in media/schemas/, by name. */
export async function schemaFiles() {
  const files = SCHEMAS.map(async ({ file, title, schema }) => {
    const { $schema, ...rest } = toJsonSchema(schema, { typeMode: 'input' });
    const text = JSON.stringify({ $schema, title, ...rest });
    const options = await prettier.resolveConfig(inRoot('package.json'));
    return [file, await prettier.format(text, { ...options, parser: 'json' })];
  });
  return new Map(await Promise.all(files));
}

async function write() {
  for (const [file, text] of await schemaFiles()) {
    const path = inRoot('media/schemas', file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

if (isMain(import.meta.url)) await main(write);

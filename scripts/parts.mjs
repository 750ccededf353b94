// A program in parts: one file for what is loaded at once, and more for what is imported later.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { transform } from 'esbuild';

/**
 * Every part imports the entry, so that all of them have all that the entry needs: esbuild makes a
 * file for each set of files that the same parts have, and of what is loaded at once that is one set
 * now, not dozens of them.
 *
 * @param {readonly string[]} most sources that most parts need, so that every part may have them: one
 *   file as well
 */
export const atOnceInOneFile = (most = []) => ({
  name: 'at-once-in-one-file',
  setup(build) {
    const { absWorkingDir, entryPoints } = build.initialOptions;
    const [entry, ...others] = Object.values(entryPoints);
    if (others.length > 0) throw new Error('parts have one entry');
    const shared = [entry, ...most].map((source) => `import './${source}';`).join('\n');
    build.onResolve({ filter: /^\./ }, async ({ kind, path, resolveDir, importer }) => {
      if (kind !== 'dynamic-import') return undefined;
      const part = await build.resolve(path, { kind: 'import-statement', resolveDir, importer });
      return { ...part, path: relative(absWorkingDir, part.path), namespace: 'part' };
    });
    build.onLoad({ filter: /./, namespace: 'part' }, ({ path }) => ({
      contents: `${shared}\nexport * from ${JSON.stringify(`./${path}`)};`,
      resolveDir: absWorkingDir,
    }));
  },
});

/**
 * esbuild parts what is imported later from the rest in ES modules only. What loads a part on its
 * first use is then the same `require` that loads the entry.
 */
export const partsToCommonJs = {
  name: 'parts-to-commonjs',
  setup(build) {
    const { minify, sourcemap, target } = build.initialOptions;
    build.initialOptions.write = false;
    build.onEnd(async ({ outputFiles }) => {
      for (const { path, text } of outputFiles) {
        const { code } = await transform(withEditorAsIs(text, path), {
          format: 'cjs',
          platform: 'node',
          target,
          supported: { 'dynamic-import': false },
          minify: minify ?? false,
          sourcemap: sourcemap ?? false,
        });
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, withNamesOnce(code, path));
      }
    });
  },
};

/**
 * The editor's module is an object already: a namespace of it would be a copy of its hundreds of
 * names for each file that imports it, 5 ms for all of them.
 */
function withEditorAsIs(text, path) {
  let editor = 'require("vscode")';
  const asIs = text.replaceAll(/\bimport\s*\*\s*as\s+([\w$]+)\s+from\s*"vscode"/g, (_, name) => {
    const declared = `const ${name}=${editor}`;
    editor = name;
    return declared;
  });
  if (/\bfrom\s*"vscode"/.test(asIs)) throw new Error(`${path} imports the editor in some new way`);
  return asIs;
}

/**
 * esbuild exports a copy of the names, each of which looks itself up in the original: of what any
 * part calls in another that would be two look-ups, and 4 ms for what a command loads.
 */
function withNamesOnce(code, path) {
  const once = code.replace(
    /\bmodule\.exports\s*=\s*[\w$]+\(([\w$]+)\)/,
    'module.exports=Object.defineProperty($1,"__esModule",{value:true})',
  );
  if (once === code && /\bmodule\.exports\b/.test(code)) {
    throw new Error(`${path} exports in some new way`);
  }
  return once;
}

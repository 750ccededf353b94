import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import type { HostResults } from './host.ts';

/**
 * Runs inside the extension host. What it found goes to a file, because nothing else gets
 * out; in a debugger, where nobody asks for one, the console has it.
 */
export async function runMocha(loadTests: () => void, resultsFile?: string): Promise<void> {
  if (!(await hasFolders()) && resultsFile !== undefined) {
    writeFileSync(resultsFile, JSON.stringify(null));
    return;
  }
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000 });
  // The tests are in this bundle, so mocha, which would load files, has to be told that they come.
  mocha.suite.emit('pre-require', globalThis, null as never, mocha);
  loadTests();

  const results: HostResults = { passed: 0, failures: [] };
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => {
      resolve();
    });
    runner.on('pass', () => (results.passed += 1));
    runner.on('pending', (test) => {
      results.failures.push({ title: test.fullTitle(), error: 'was skipped' });
    });
    runner.on('fail', (test, error: Error) => {
      results.failures.push({ title: test.fullTitle(), error: error.stack ?? error.message });
    });
  });
  if (resultsFile !== undefined) writeFileSync(resultsFile, JSON.stringify(results));
  else if (results.failures.length > 0) throw new Error(`${results.failures.length} failed`);
}

/** In milliseconds: what folders may take that come after the window. */
const PATIENCE = 10_000;

/** VS Code goes on without folders where it could not read the file of a workspace, and says nothing. */
function hasFolders(): Promise<boolean> {
  const isThere = () => (vscode.workspace.workspaceFolders ?? []).length > 0;
  return new Promise((resolve) => {
    const settle = () => {
      following.dispose();
      clearTimeout(timer);
      resolve(isThere());
    };
    const following = vscode.workspace.onDidChangeWorkspaceFolders(settle);
    const timer = setTimeout(settle, PATIENCE);
    if (isThere()) settle();
  });
}

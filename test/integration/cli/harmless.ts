import assert from 'node:assert/strict';
import type { Result } from './harness.ts';

/** What steers a terminal, or turns the direction of what follows. */
const STEERING =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;

/** A line that GitHub Actions would obey. */
const WORKFLOW_COMMAND = /^\s*::([a-z-]+)[^\n]*::/gim;

/** It came to an end by itself, in words for people, and nothing that was printed does anything. */
export function assertHarmless({ code, stdout, stderr }: Result, what: string): void {
  const printed = `${stdout}${stderr}`;
  const tell = `${what}\nexit code ${code}\n${printed.slice(0, 4000)}`;
  assert.ok(code !== null, `never ended: ${tell}`);
  assert.doesNotMatch(printed, STEERING, tell);
  assert.doesNotMatch(printed, /^\s+at .+:\d+:\d+\)?$/m, tell);
  assert.doesNotMatch(
    printed,
    /Strata could not go on|Maximum call stack|heap out of memory/,
    tell,
  );
  for (const [, command = ''] of printed.matchAll(WORKFLOW_COMMAND)) {
    assert.match(command, /^(?:error|warning|notice)$/, tell);
  }
  if (stdout.startsWith('{')) JSON.parse(stdout);
}

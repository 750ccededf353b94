import assert from 'node:assert/strict';
import { Tally } from './tally.ts';

/** Holds what an address has to encode, and what is no ASCII, so that each form of it can be looked for. */
export const SECRET = "pl@nted/p:ss w%rd?#'é✓";

/** For where a quote would end what it stands in. */
export const PLAIN_SECRET = 'plantedéPlain';

const encoded = encodeURIComponent(SECRET);
const lowerHex = (text: string): string => text.replaceAll(/%../g, (hex) => hex.toLowerCase());

/** In the ways in which programs write a text. */
const FORMS: readonly string[] = [
  ...[SECRET, PLAIN_SECRET].flatMap((secret) => [
    secret,
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    Buffer.from(secret).toString('hex'),
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll("'", "''"),
  ]),
  encoded,
  lowerHex(encoded),
  encodeURIComponent(encoded),
  encodeURIComponent(lowerHex(encoded)),
  encodeURI(SECRET),
  new URLSearchParams({ '': SECRET }).toString().slice(1),
  // Any longer piece of it.
  ...['pl@nted', 'pl%40nted', 'pl%2540nted', 'p:ss w', 'w%rd', 'w%25rd', 'plantedé'],
];

/** Counts what was searched, and fails where the secret is found. */
export class Search {
  readonly #tally: Tally<'outputs' | 'forms'>;

  constructor(name: string) {
    this.#tally = new Tally(name, ['outputs', 'forms']);
    this.#tally.add('forms', FORMS.length);
  }

  /** @param what it was that said this */
  assertSilent(text: string, what: string): void {
    this.#tally.add('outputs');
    for (const form of FORMS) {
      assert.ok(!text.includes(form), `${what} gives “${form}” away:\n${text}`);
    }
  }

  end(): void {
    this.#tally.write();
  }
}

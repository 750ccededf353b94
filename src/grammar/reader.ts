import { GrammarLost, type Grammar, type Parsed } from './grammar.ts';
import { parseScript, type ParsedStatement } from './parse.ts';

/** UTF-16 units of SQL whose trees are kept: these take some fifty times as much. */
const KEPT = 1_000_000;

/** Reads scripts, each statement once: after a keystroke only that one is parsed anew. */
export class GrammarReader {
  readonly #load: () => Promise<Grammar>;
  readonly #known: ParsedTexts;
  #grammar: Grammar | null = null;

  /** @param kept how much SQL is kept parsed, in UTF-16 units */
  constructor(load: () => Promise<Grammar>, kept = KEPT) {
    this.#load = load;
    this.#known = new ParsedTexts(kept);
  }

  /** What is too complex for the parser has that for its error; all the rest is read. */
  async read(sql: string): Promise<readonly ParsedStatement[]> {
    const complex = new Set<string>();
    for (;;) {
      const grammar = (this.#grammar ??= await this.#load());
      const parse = (text: string): Parsed =>
        complex.has(text) ? TOO_COMPLEX : this.#known.of(text, grammar);
      try {
        return parseScript(sql, { parse });
      } catch (error) {
        if (!(error instanceof GrammarLost)) throw error;
        this.#grammar = null;
        complex.add(error.statement);
        this.#known.add(error.statement, TOO_COMPLEX);
      }
    }
  }
}

const TOO_COMPLEX: Parsed = {
  tree: null,
  error: { message: 'too complex', position: 0, tooComplex: true },
};

/** What statements were parsed to; those longest unused go first. */
class ParsedTexts {
  readonly #limit: number;
  readonly #known = new Map<string, Parsed>();
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  of(text: string, grammar: Grammar): Parsed {
    const parsed = this.#known.get(text) ?? grammar.parse(text);
    this.add(text, parsed);
    return parsed;
  }

  add(text: string, parsed: Parsed): void {
    if (!this.#known.delete(text)) this.#size += text.length;
    this.#known.set(text, parsed);
    for (const oldest of this.#known.keys()) {
      if (this.#size <= this.#limit) break;
      this.#known.delete(oldest);
      this.#size -= oldest.length;
    }
  }
}

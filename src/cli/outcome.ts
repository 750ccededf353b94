import type { Document } from './documents.ts';
import type { ExitCode } from './exit-codes.ts';

/** What a command comes to. */
export interface Outcome {
  readonly exitCode: ExitCode;
  readonly document: Document;
}

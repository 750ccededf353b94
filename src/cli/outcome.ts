import type { Document } from './documents.ts';
import type { ExitCode } from './exit-codes.ts';

/** What a command comes to. */
export interface Outcome {
  readonly exitCode: ExitCode;
  /** Read only where a program asked for it, so that it may be made by then. */
  readonly document: Document;
}

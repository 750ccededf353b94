import type { DatabaseError } from 'pg';

/** The server answered with an error; any other failure is one of the connection. */
export function isServerError(error: unknown): error is DatabaseError {
  return error instanceof Error && 'severity' in error;
}

/** The server has refused, knows that nothing of it is kept, and lives to tell it. */
export function isAnswer(error: unknown): boolean {
  return isServerError(error) && !endsSession(error) && !isAmbiguous(error);
}

/**
 * A distributed engine does not know what became of a commit, or has committed what it could not
 * carry out: CockroachDB's 40003 and XXA00.
 */
export function isAmbiguous(error: unknown): boolean {
  return isServerError(error) && (error.code === '40003' || error.code === 'XXA00');
}

/** Of two transactions at once this one has lost, and nothing of it is kept. */
export function isConflict(error: unknown): error is DatabaseError {
  return isServerError(error) && error.code === '40001';
}

/** The server does not have that, or not in this place. */
export function isUnsupported(error: unknown): boolean {
  return isServerError(error) && error.code === '0A000';
}

/** The server ends the session after such an error: shut down, terminated, protocol broken. */
export function endsSession(error: DatabaseError): boolean {
  return /^(57P0[1-5]|08...|25P03|25P04)$/.test(error.code ?? '');
}

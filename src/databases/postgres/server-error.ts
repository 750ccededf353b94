import type { DatabaseError } from 'pg';

/** The server answered with an error; any other failure is one of the connection. */
export function isServerError(error: unknown): error is DatabaseError {
  return error instanceof Error && 'severity' in error;
}

/** The server has refused, and lives to tell it. */
export function isAnswer(error: unknown): boolean {
  return isServerError(error) && !endsSession(error);
}

/** The server ends the session after such an error: shut down, terminated, protocol broken. */
export function endsSession(error: DatabaseError): boolean {
  return /^(57P0[1-5]|08...|25P03|25P04)$/.test(error.code ?? '');
}

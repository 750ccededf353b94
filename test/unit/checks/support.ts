import type { AnalysisRequest } from '../../../src/checks/analyst.ts';

/** A script of PostgreSQL's as its author sees it, without advice on what is good practice. */
export function request(sql: string, more: Partial<AnalysisRequest> = {}): AnalysisRequest {
  const start = { line: 1, column: 1 };
  return {
    script: { path: '1_a.up.sql', sql, start, marker: null, transactional: true },
    version: '1',
    direction: 'up',
    engine: 'postgres',
    severities: {},
    serverVersion: null,
    rules: false,
    ...more,
  };
}

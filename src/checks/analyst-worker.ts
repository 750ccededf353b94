import { parentPort } from 'node:worker_threads';
import { loadGrammar } from '../grammar/libpg-query.ts';
import { GrammarReader } from '../grammar/reader.ts';
import { analyse } from './analyse.ts';
import type { AnalysisRequest } from './analyst.ts';

/** The thread of an analyst: a request, an answer. What it throws ends it, and reaches the analyst. */

const reader = new GrammarReader(loadGrammar);

parentPort?.on('message', (request: AnalysisRequest) => {
  void analyse(request, reader).then((analysis) => parentPort?.postMessage(analysis));
});

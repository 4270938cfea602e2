import { invalid } from '../http/problem.error.js';
import { requireId } from '../input/input.js';

const MAX_TOPICS = 20;

/** What a client wants to hear of. */
export interface Topics {
  names: string[];
  stats: boolean;
  problems: boolean;
  operations: boolean;
  jobIds: string[];
  operationIds: string[];
}

/** @throws {ProblemError} `invalid_request` */
export function parseTopics(text: string | undefined): Topics {
  const names = [...new Set((text ?? '').split(',').filter((name) => name !== ''))];
  if (names.length === 0 || names.length > MAX_TOPICS) {
    throw invalid('topics', `1 to ${MAX_TOPICS} of stats, problems, operations, job:ID, operation:ID`);
  }
  const idsOf = (prefix: string) =>
    names
      .filter((name) => name.startsWith(prefix))
      .map((name) => requireId('topics', name.slice(prefix.length)));
  const topics = {
    names,
    stats: names.includes('stats'),
    problems: names.includes('problems'),
    operations: names.includes('operations'),
    jobIds: idsOf('job:'),
    operationIds: idsOf('operation:'),
  };
  const known = [topics.stats, topics.problems, topics.operations].filter(Boolean).length;
  if (known + topics.jobIds.length + topics.operationIds.length !== names.length) {
    throw invalid('topics', 'stats, problems, operations, job:ID, operation:ID');
  }
  return topics;
}

import type { RowMapping } from './file-format.ts';
import type { RawRow } from './read-rows.ts';

/**
 * The mapping that the first readable rows of a file suggest; undefined when no question and answer are
 * recognised, and then the person who imports has to name them.
 */
export function guessMapping(rows: RawRow[]): RowMapping | undefined {
  const fields = [...new Set(rows.flatMap(row => Object.keys(row)))];
  const extras = { label: find(fields, labelNames), externalId: find(fields, idNames) };
  const share = (field: string) => rows.filter(row => field in row).length / Math.max(rows.length, 1);
  if (share('messages') > 0.5) return { shape: 'messages', ...extras };
  if (share('conversations') > 0.5) return { shape: 'sharegpt', ...extras };
  if (share('instruction') > 0.5 && share('output') > 0.5) return { shape: 'alpaca', ...extras };
  const question = find(fields, questionNames);
  const answer = find(fields, answerNames);
  if (!question || !answer) return undefined;
  return { shape: 'columns', question, answer, system: find(fields, ['system', 'system_prompt']), ...extras };
}

const questionNames = ['question', 'prompt', 'user', 'query', 'input', 'customer', 'customer_message', 'instruction', '问题', '提问', '用户', '客户问题'];
const answerNames = ['answer', 'response', 'assistant', 'completion', 'output', 'reply', 'agent', 'agent_reply', '答案', '回答', '回复', '客服回复'];
const labelNames = ['label', 'intent', 'category', 'class', '标签', '意图', '类别', '分类'];
/** A bare `id` is not among them: it often is a row number that starts again in the next file. */
const idNames = ['external_id', 'externalid', 'uuid', 'ticket_id', 'conversation_id'];

/** Names in order of preference; upper and lower case and spaces do not matter. */
function find(fields: string[], names: string[]): string | undefined {
  const normal = new Map(fields.map(field => [field.trim().toLowerCase().replaceAll(/[\s-]+/g, '_'), field]));
  return names.map(name => normal.get(name)).find(field => field !== undefined);
}

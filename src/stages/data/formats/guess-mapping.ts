import type { MappingWish, RowMapping } from './file-format.ts';
import type { RawRow } from './read-rows.ts';

/**
 * The mapping of a file: what was wished for, the rest from the names of its first readable rows. Undefined when no
 * question and answer are recognised; then the person who imports has to name them.
 */
export function guessMapping(rows: RawRow[], wish: MappingWish = {}): RowMapping | undefined {
  const fields = [...new Set(rows.flatMap(row => Object.keys(row)))];
  const guessed = { label: find(fields, labelNames), externalId: find(fields, idNames), ...wish };
  const shape = wish.shape ?? (wish.user || wish.assistant ? 'columns' : guessShape(rows));
  if (shape !== 'columns') return { ...guessed, shape };
  const user = wish.user ?? find(fields, questionNames);
  const assistant = wish.assistant ?? find(fields, answerNames);
  if (!user || !assistant) return undefined;
  return { system: find(fields, systemNames), ...guessed, shape, user, assistant };
}

function guessShape(rows: RawRow[]): RowMapping['shape'] {
  const isCommon = (field: string) => rows.filter(row => field in row).length * 2 > rows.length;
  if (isCommon('messages')) return 'messages';
  if (isCommon('conversations')) return 'sharegpt';
  return isCommon('instruction') && isCommon('output') ? 'alpaca' : 'columns';
}

const questionNames = [
  'question',
  'prompt',
  'user',
  'query',
  'input',
  'customer',
  'customer_message',
  'instruction',
  '问题',
  '提问',
  '用户',
  '客户问题',
  '用户问题',
];
const systemNames = ['system', 'system_prompt'];
const answerNames = [
  'answer',
  'response',
  'assistant',
  'completion',
  'output',
  'reply',
  'agent',
  'agent_reply',
  '答案',
  '回答',
  '回复',
  '客服回复',
];
const labelNames = ['label', 'intent', 'category', 'class', '标签', '意图', '类别', '分类'];
/** A bare `id` is not among them: it often is a row number that starts again in the next file. */
const idNames = ['external_id', 'externalid', 'uuid', 'ticket_id', 'conversation_id', '工单号'];

/** Names in order of preference; upper and lower case and spaces do not matter. */
function find(fields: string[], names: string[]): string | undefined {
  const normal = new Map(
    fields.map(field => [
      field
        .trim()
        .toLowerCase()
        .replaceAll(/[\s-]+/g, '_'),
      field,
    ]),
  );
  return names.map(name => normal.get(name)).find(field => field !== undefined);
}

import type { MappingWish, RowMapping } from './file-format.ts';
import type { RawRow } from './read-rows.ts';

/**
 * The mapping of a file: what was wished for, the rest from the names of its first readable rows. Undefined when no
 * question and answer are recognised; then the person who imports has to name them.
 */
export function guessMapping(rows: RawRow[], wish: MappingWish = {}): RowMapping | undefined {
  const fields = [...new Set(rows.flatMap(row => Object.keys(row)))];
  const shape = wish.shape ?? shapeOfWish(wish) ?? guessShape(rows);
  const guessed = { label: find(fields, labelNames), externalId: find(fields, idNames), ...wish };
  switch (shape) {
    case 'pairs':
      return guessPairs(rows, fields, guessed);
    case 'judged':
      return guessJudged(rows, fields, wish, guessed);
    case 'columns': {
      const user = wish.user ?? find(fields, questionNames);
      const assistant = wish.assistant ?? find(fields, answerNames);
      if (!user || !assistant) return undefined;
      return { system: find(fields, systemNames), ...guessed, shape, user, assistant };
    }
    case 'messages':
    case 'sharegpt':
    case 'alpaca':
      return { ...guessed, shape };
  }
}

function shapeOfWish({ user, assistant, rejected, desirable }: MappingWish): RowMapping['shape'] | undefined {
  if (rejected) return 'pairs';
  if (desirable) return 'judged';
  return user || assistant ? 'columns' : undefined;
}

function guessShape(rows: RawRow[]): RowMapping['shape'] {
  const common = commonFields(rows);
  if (find(common, rejectedNames) && (find(common, chosenNames) || find(common, conversationNames)))
    return 'pairs';
  if (findVerdict(rows, common)) return 'judged';
  if (common.includes('messages')) return 'messages';
  if (common.includes('conversations')) return 'sharegpt';
  return common.includes('instruction') && common.includes('output') ? 'alpaca' : 'columns';
}

const commonFields = (rows: RawRow[]): string[] =>
  [...new Set(rows.flatMap(row => Object.keys(row)))].filter(
    field => rows.filter(row => field in row).length * 2 > rows.length,
  );

/** A conversation before the answers is a field of its own; where the preferred answer is a whole conversation there is none. */
function guessPairs(rows: RawRow[], fields: string[], wish: MappingWish): RowMapping | undefined {
  const assistant = wish.assistant ?? find(fields, chosenNames) ?? find(fields, conversationNames);
  const rejected = wish.rejected ?? find(fields, rejectedNames);
  if (!assistant || !rejected) return undefined;
  const user = wish.user ?? findPrompt(rows, fields, assistant);
  return { system: find(fields, systemNames), ...wish, shape: 'pairs', user, assistant, rejected };
}

function guessJudged(
  rows: RawRow[],
  fields: string[],
  wish: MappingWish,
  guessed: MappingWish,
): RowMapping | undefined {
  const desirable = wish.desirable ?? findVerdict(rows, fields);
  const assistant = wish.assistant ?? find(fields, answerNames) ?? find(fields, conversationNames);
  if (!desirable || !assistant) return undefined;
  const user = wish.user ?? findPrompt(rows, fields, assistant);
  const label = wish.label ?? (guessed.label === desirable ? undefined : guessed.label);
  return {
    system: find(fields, systemNames),
    ...guessed,
    label,
    shape: 'judged',
    user,
    assistant,
    desirable,
  };
}

function findPrompt(rows: RawRow[], fields: string[], answer: string): string | undefined {
  if (conversationNames.includes(answer)) return undefined;
  const others = fields.filter(field => field !== answer);
  // Alpaca's input belongs to its instruction.
  if (others.includes('instruction')) return 'instruction';
  return find(others, questionNames) ?? find(others, conversationNames);
}

/** A field that says nothing but true or false. A bare `label` may as well hold kinds of questions, as text or number. */
function findVerdict(rows: RawRow[], fields: string[]): string | undefined {
  const candidates = fields.filter(field => {
    const values = rows.map(row => row[field]).filter(value => value !== undefined && value !== null);
    return values.length > 0 && values.every(isTrueOrFalse);
  });
  return find(candidates, verdictNames);
}

const isTrueOrFalse = (value: unknown): boolean =>
  typeof value === 'boolean' || (typeof value === 'string' && /^(?:true|false)$/i.test(value.trim()));

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
const conversationNames = ['messages', 'conversations'];
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
const chosenNames = ['chosen', 'preferred_output', 'preferred', 'chosen_response', '优选回答', '更好的回答'];
const rejectedNames = [
  'rejected',
  'non_preferred_output',
  'rejected_messages',
  'rejected_response',
  'dispreferred',
  '拒绝回答',
  '较差的回答',
];
const verdictNames = ['kto_tag', 'desirable', 'label', '是否满意', '标签'];
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

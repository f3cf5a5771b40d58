import type { Message, Preference } from '../records/payload.ts';
import { readMessages, readShareGpt } from './conversation-shapes.ts';
import type { RowMapping } from './file-format.ts';
import type { RawRow } from './read-rows.ts';
import { accept, type Parsed, refuse } from './reject.ts';

export type PreferredRow = { messages: Message[]; preference: Preference };
type PairMapping = Extract<RowMapping, { shape: 'pairs' }>;
type JudgedMapping = Extract<RowMapping, { shape: 'judged' }>;

/**
 * Two answers and which of them was preferred. The prompt is a field of its own, or what both answers begin with; texts,
 * messages (`role`, `content`), ShareGPT turns (`from`, `value`) and objects with `messages` are all read.
 */
export function readPair(row: RawRow, mapping: PairMapping): Parsed<PreferredRow> {
  const prompt = readPrompt(row, mapping);
  if (!prompt.ok) return prompt;
  const chosen = readAnswered(row, mapping.assistant, prompt.value);
  if (!chosen.ok) return chosen;
  const before = chosen.value.slice(0, -1);
  const rejected = readAnswered(row, mapping.rejected, prompt.value, before);
  if (!rejected.ok) return rejected;
  const differs = findDifference(before, rejected.value.slice(0, -1));
  if (differs !== undefined)
    return refuse(
      'prompts_differ',
      mapping.rejected,
      `${mapping.assistant} and ${mapping.rejected} answer different prompts: turn ${differs + 1} is not the same.`,
      'Give both answers the same conversation before them, to the letter.',
    );
  const [better, worse] = [chosen.value.at(-1)!.content, rejected.value.at(-1)!.content];
  if (canonical(better) === canonical(worse))
    return refuse(
      'same_answers',
      mapping.rejected,
      `${mapping.assistant} and ${mapping.rejected} are the same answer.`,
      'Give the pair two answers that differ, or leave the row out.',
    );
  return accept({ messages: chosen.value, preference: { rejected: worse } });
}

/** One answer and whether it is wanted. */
export function readJudged(row: RawRow, mapping: JudgedMapping): Parsed<PreferredRow> {
  const prompt = readPrompt(row, mapping);
  if (!prompt.ok) return prompt;
  const answered = readAnswered(row, mapping.assistant, prompt.value);
  if (!answered.ok) return answered;
  const desirable = readVerdict(row, mapping.desirable);
  if (!desirable.ok) return desirable;
  return accept({ messages: answered.value, preference: { desirable: desirable.value } });
}

/** The turns before the answers; none where the answers hold them. */
function readPrompt(row: RawRow, { user, system }: PairMapping | JudgedMapping): Parsed<Message[]> {
  const asked = user === undefined ? accept([]) : readTurns(withInput(row, user), user, 'user');
  if (!asked.ok || system === undefined || asked.value[0]?.role === 'system') return asked;
  const context = row[system];
  return typeof context === 'string' && context.trim() !== ''
    ? accept([{ role: 'system', content: context }, ...asked.value])
    : asked;
}

/** Alpaca keeps the matter of a question beside it. */
const withInput = (row: RawRow, field: string): RawRow =>
  field === 'instruction' &&
  typeof row.instruction === 'string' &&
  typeof row.input === 'string' &&
  row.input.trim() !== ''
    ? { ...row, instruction: `${row.instruction}\n\n${row.input}` }
    : row;

/**
 * The prompt with one answer behind it. A field that holds the whole conversation begins with the prompt; a single turn
 * stands behind `alone`, the conversation as the other answer has it.
 */
function readAnswered(row: RawRow, field: string, prompt: Message[], alone = prompt): Parsed<Message[]> {
  const read = readTurns(row, field, 'assistant');
  if (!read.ok) return read;
  const before = read.value.length === 1 ? alone : prompt;
  const holdsPrompt = read.value.length > 1 && startsWith(withoutSystem(read.value), withoutSystem(before));
  const turns = holdsPrompt ? read.value : [...before, ...read.value];
  const whole = turns[0]?.role !== 'system' && before[0]?.role === 'system' ? [before[0], ...turns] : turns;
  const [question, answer] = [whole.at(-2), whole.at(-1)];
  if (answer?.role !== 'assistant')
    return refuse(
      'no_answer',
      field,
      `${field} does not end with an answer.`,
      'End it with the turn of the assistant.',
    );
  if (answer.content.trim() === '')
    return refuse('empty_answer', field, `${field} is empty.`, 'Write the answer, or leave the row out.');
  if (question?.role !== 'user')
    return refuse(
      'no_question',
      field,
      `There is no question before the one answer of ${field}.`,
      'Put the conversation up to the question before it, in the field of the prompt or in front of both answers.',
    );
  return accept(whole);
}

function readTurns(row: RawRow, field: string, speaker: 'user' | 'assistant'): Parsed<Message[]> {
  const value = row[field];
  if (value === undefined || value === null)
    return refuse(
      'missing_field',
      field,
      `The row has no ${field}.`,
      `Add ${field}, or map another field of the file to it.`,
    );
  if (typeof value === 'string') return accept([{ role: speaker, content: value }]);
  if (Array.isArray(value)) return readList(value, field);
  if (typeof value === 'object' && 'messages' in value)
    return readMessages(value.messages, `${field}.messages`);
  return typeof value === 'object' ? readList([value], field) : wrongType(field);
}

const readList = (turns: unknown[], field: string): Parsed<Message[]> =>
  isShareGpt(turns[0]) ? readShareGpt(turns, field) : readMessages(turns, field);

const isShareGpt = (turn: unknown): boolean => typeof turn === 'object' && turn !== null && 'from' in turn;

const wrongType = (field: string) =>
  refuse(
    'wrong_type',
    field,
    `${field} is neither a text nor a list of turns.`,
    `Write ${field} as a text or as messages.`,
  );

const verdicts: Record<string, boolean | undefined> = {
  true: true,
  yes: true,
  '1': true,
  up: true,
  是: true,
  false: false,
  no: false,
  '0': false,
  down: false,
  否: false,
};

function readVerdict(row: RawRow, field: string): Parsed<boolean> {
  const value = row[field];
  const found = ['boolean', 'number', 'string'].includes(typeof value)
    ? verdicts[String(value).trim().toLowerCase()]
    : undefined;
  if (found !== undefined) return accept(found);
  return refuse(
    value === undefined || value === null || value === '' ? 'missing_field' : 'no_verdict',
    field,
    `${field} does not say whether the answer is wanted.`,
    `Write ${field} as true or false.`,
  );
}

const canonical = (text: string): string => text.normalize('NFC').replace(/\r\n?/g, '\n').trim();

const isSame = (one: Message, other: Message | undefined): boolean =>
  one.role === other?.role && canonical(one.content) === canonical(other.content);

const withoutSystem = (turns: Message[]): Message[] => turns.filter(({ role }) => role !== 'system');

const startsWith = (turns: Message[], beginning: Message[]): boolean =>
  beginning.every((turn, at) => isSame(turn, turns[at]));

function findDifference(one: Message[], other: Message[]): number | undefined {
  const length = Math.max(one.length, other.length);
  for (let at = 0; at < length; at += 1) if (!one[at] || !isSame(one[at]!, other[at])) return at;
  return undefined;
}

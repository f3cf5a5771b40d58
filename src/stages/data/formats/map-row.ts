import type { IncomingRow, Message, Preference } from '../records/payload.ts';
import { readMessages, readShareGpt } from './conversation-shapes.ts';
import type { RowMapping } from './file-format.ts';
import { readJudged, readPair } from './preference-shapes.ts';
import type { RawRow } from './read-rows.ts';
import { accept, type Parsed, refuse } from './reject.ts';

/** A row of a file as a conversation, or the first thing that is wrong with it. Texts are taken as they are. */
export function mapRow(row: RawRow, mapping: RowMapping): Parsed<IncomingRow> {
  const taught = taughtBy(row, mapping);
  if (!taught.ok) return taught;
  if (!taught.value.messages.some(({ role }) => role === 'user')) {
    return refuse(
      'no_question',
      'messages',
      'The conversation has no user turn.',
      'Add what the user asked.',
    );
  }
  const meta = metaOf(row, mapping.meta);
  if (!meta.ok) return meta;
  return accept({
    ...taught.value,
    label: textOf(row, mapping.label),
    externalId: textOf(row, mapping.externalId),
    meta: meta.value,
  });
}

function taughtBy(
  row: RawRow,
  mapping: RowMapping,
): Parsed<{ messages: Message[]; preference?: Preference }> {
  if (mapping.shape === 'pairs') return readPair(row, mapping);
  if (mapping.shape === 'judged') return readJudged(row, mapping);
  const messages = messagesOf(row, mapping);
  return messages.ok ? accept({ messages: messages.value }) : messages;
}

type ConversationMapping = Exclude<RowMapping, { shape: 'pairs' | 'judged' }>;

function messagesOf(row: RawRow, mapping: ConversationMapping): Parsed<Message[]> {
  switch (mapping.shape) {
    case 'messages':
      return 'messages' in row ? withAnswer(readMessages(row.messages, 'messages')) : missing('messages');
    case 'sharegpt':
      return 'conversations' in row
        ? withAnswer(readShareGpt(row.conversations, 'conversations'))
        : missing('conversations');
    case 'alpaca':
      return readAlpaca(row);
    case 'columns':
      return readColumns(row, mapping.user, mapping.assistant, mapping.system);
  }
}

/** A list without any answer can teach nothing; an answer without text is for the cleaning to judge. */
function withAnswer(messages: Parsed<Message[]>): Parsed<Message[]> {
  if (!messages.ok || messages.value.some(({ role }) => role === 'assistant')) return messages;
  return refuse(
    'no_answer',
    'messages',
    'The conversation has no assistant turn.',
    'Add the answer, or import it as evaluation prompts.',
  );
}

function readAlpaca(row: RawRow): Parsed<Message[]> {
  const input = typeof row.input === 'string' && row.input.trim() !== '' ? `\n\n${row.input}` : '';
  const joined = {
    ...row,
    instruction: typeof row.instruction === 'string' ? row.instruction + input : row.instruction,
  };
  return readColumns(joined, 'instruction', 'output', 'system' in row ? 'system' : undefined);
}

function readColumns(row: RawRow, question: string, answer: string, system?: string): Parsed<Message[]> {
  const asked = requiredText(row, question);
  if (!asked.ok) return asked;
  const answered = requiredText(row, answer);
  if (!answered.ok) return answered;
  const context = textOf(row, system);
  return accept([
    ...(context ? [{ role: 'system' as const, content: context }] : []),
    { role: 'user', content: asked.value },
    { role: 'assistant', content: answered.value },
  ]);
}

function requiredText(row: RawRow, field: string): Parsed<string> {
  const value = row[field];
  if (value === undefined || value === null) return missing(field);
  if (typeof value === 'string') return accept(value);
  if (typeof value === 'number') return accept(String(value));
  return refuse('wrong_type', field, `${field} is not a text.`, `Write ${field} as a text.`);
}

const missing = (field: string) =>
  refuse(
    'missing_field',
    field,
    `The row has no ${field}.`,
    `Add ${field}, or map another field of the file to it.`,
  );

function textOf(row: RawRow, field: string | undefined): string | undefined {
  const value = field === undefined ? undefined : row[field];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function metaOf(row: RawRow, fields: string[] | undefined): Parsed<Record<string, unknown> | undefined> {
  const kept = (fields ?? []).filter(field => row[field] !== undefined && row[field] !== '');
  const deep = kept.find(field => isDeeper(row[field], deepestMeta));
  if (deep !== undefined)
    return refuse(
      'wrong_type',
      deep,
      `${deep} is nested more than ${deepestMeta} levels deep.`,
      'Leave the column out of the mapping, or write it flatter.',
    );
  return accept(kept.length > 0 ? Object.fromEntries(kept.map(field => [field, row[field]])) : undefined);
}

/** Far below where writing or storing it would overflow a stack. */
const deepestMeta = 50;

const isDeeper = (value: unknown, levels: number): boolean =>
  value !== null &&
  typeof value === 'object' &&
  (levels === 0 || Object.values(value).some(inner => isDeeper(inner, levels - 1)));

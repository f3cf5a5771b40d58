import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { z } from 'zod';

export type Pair = { user: string; assistant: string; label: string };

/** One row of a file as a test names it: by its id, or by `file:line` (from 1) where it has none. */
export type ExampleRow = { key: string; raw: string; pair: Pair | undefined };

const turn = (role: 'user' | 'assistant') => z.object({ role: z.literal(role), content: z.string() });
const ticket = z.object({ messages: z.tuple([turn('user'), turn('assistant')]), label: z.string() });
const mailColumns = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string()]);

/** Rows of a JSONL file. A row that is no question with its answer has no pair. */
export function readTickets(folder: URL, file: string): ExampleRow[] {
  const lines = readText(folder, file)
    .split('\n')
    .map((raw, at) => ({ raw: raw.trim(), line: at + 1 }));
  return lines.filter(({ raw }) => raw !== '').map(({ raw, line }) => readTicket(raw, `${file}:${line}`));
}

/** Rows of the mailbox, whose lines end in both ways. A row with surplus columns has no pair. */
export function readMailbox(folder: URL, file: string): ExampleRow[] {
  const { data } = Papa.parse<string[]>(readText(folder, file).replace(/^\uFEFF/, ''), {
    newline: '\n',
    skipEmptyLines: true,
  });
  return data.slice(1).map(fields => ({ key: fields[0]!, raw: fields.join('\n'), pair: pairOfMail(fields) }));
}

export const readJson = (folder: URL, file: string): unknown => JSON.parse(readText(folder, file));

const readText = (folder: URL, file: string) => readFileSync(new URL(file, folder), 'utf8');

function readTicket(raw: string, place: string): ExampleRow {
  const value = parseJson(raw);
  const named = z.object({ id: z.string() }).safeParse(value);
  const read = ticket.safeParse(value);
  return {
    key: named.success ? named.data.id : place,
    raw,
    pair: read.success ? pairOfTicket(read.data) : undefined,
  };
}

function pairOfTicket({ messages: [asked, answered], label }: z.infer<typeof ticket>): Pair {
  return { user: asked.content, assistant: answered.content, label };
}

function pairOfMail(fields: string[]): Pair | undefined {
  const read = mailColumns.safeParse(fields);
  return read.success
    ? { user: read.data[2], assistant: read.data[3], label: read.data[4].trim() }
    : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import type { RawRow } from './read-rows.ts';
import { accept, type Parsed, refuse } from './reject.ts';

/** One JSON object from its text; says whether a broken one was cut off or never was JSON. */
export function parseJsonRow(text: string): Parsed<RawRow> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return brokenJson(text.trim(), (error as Error).message);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return refuse(
      'not_an_object',
      null,
      `The row is ${describe(value)}, not an object.`,
      'Write each row as {"messages": [...]}.',
    );
  }
  return accept(value as RawRow);
}

function brokenJson(text: string, why: string): Parsed<RawRow> {
  if (/^[{[]/.test(text) && isCutOff(text, why)) {
    return refuse(
      'truncated_row',
      null,
      'The row ends in the middle of its JSON.',
      'Export it again: the end of the row is missing.',
    );
  }
  return refuse(
    'not_json',
    null,
    `The row is not JSON: ${why.slice(0, 200)}.`,
    'Remove the line or write it as one JSON object.',
  );
}

/** The text ended before its value did: V8 says so, or stumbles exactly at the end. */
const isCutOff = (text: string, why: string) =>
  /Unexpected end|Unterminated string/.test(why) || Number(/at position (\d+)/.exec(why)?.[1]) >= text.length;

const describe = (value: unknown) =>
  value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;

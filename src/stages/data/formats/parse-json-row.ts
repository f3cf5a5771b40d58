import type { RawRow } from './read-rows.ts';
import { accept, type Parsed, refuse } from './reject.ts';

/** One JSON object from its text; says whether a broken one was cut off or never was JSON. */
export function parseJsonRow(text: string): Parsed<RawRow> {
  const bare = text.startsWith(byteOrderMark) ? text.slice(1) : text;
  let value: unknown;
  try {
    value = longNumber.test(bare) ? JSON.parse(bare, keepDigits) : JSON.parse(bare);
  } catch (error) {
    if (error instanceof RangeError) return tooDeep;
    return brokenJson(bare.trim(), (error as Error).message);
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

/** Files that were put together one behind the other have a mark in the middle. */
const byteOrderMark = '\uFEFF';

/** Digits or exponents that a JavaScript number may not hold; only rows with such are read the slower way. */
const longNumber = /\d{16}|\d[eE]\+?\d{2}/;

/** A number that would lose digits (an order or customer id, as a rule) or become infinite stays as it is written, as a text. */
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  const isWhole = /^-?\d+$/.test(context.source);
  return (isWhole ? Number.isSafeInteger(value) : Number.isFinite(value)) ? value : context.source;
}

const tooDeep = refuse(
  'not_json',
  null,
  'The row is nested deeper than an import reads.',
  'Write the conversation as a plain list of messages.',
);

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

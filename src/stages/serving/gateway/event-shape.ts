import { readChatChunk } from '#stages/models/index.ts';
import type { Rename } from './rename-answer.ts';

/** The events of one stream differ in nothing but a piece of text: what stands before it and after it, theirs and ours. */
export type EventShape = { before: string; after: string; renamedBefore: string; renamedAfter: string };

/** A JSON string may hold these as they are. */
// oxlint-disable-next-line no-control-regex
const isPlain = (text: string): boolean => /^[^"\\\u0000-\u001f]*$/.test(text);

/**
 * Learns the shape from an event whose text is known. Undefined where the text needs escapes, or where it stands more
 * than once or elsewhere: another text is put in its place and must come out as the event's text, so that what fits the
 * shape needs no parsing.
 */
export function learnShape(line: string, text: string, rename: Rename): EventShape | undefined {
  const key = '"content":"';
  const at = line.indexOf(`${key}${text}"`);
  if (at < 0 || !isPlain(text)) return undefined;
  const before = line.slice(0, at + key.length);
  const after = line.slice(before.length + text.length);
  const probe = readChatChunk(before.slice(before.indexOf('{')) + marker + after);
  if (probe?.text !== marker || probe.finishReason || probe.usage || probe.error) return undefined;
  const [renamedBefore, renamedAfter] = [rename(before), rename(after)];
  return rename(line) === renamedBefore + text + renamedAfter
    ? { before, after, renamedBefore, renamedAfter }
    : undefined;
}

const marker = 'a text that no model says';

/** The text of an event of this shape; undefined for every other event. */
export function textInShape(line: string, { before, after }: EventShape): string | undefined {
  const length = line.length - before.length - after.length;
  if (length < 0 || !line.startsWith(before) || !line.endsWith(after)) return undefined;
  const text = line.slice(before.length, before.length + length);
  return isPlain(text) ? text : undefined;
}

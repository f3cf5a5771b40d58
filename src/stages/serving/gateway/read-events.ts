import { type ChatChunk, readChatAnswer } from '#stages/models/index.ts';
import { blindError } from './blind-error.ts';
import { type EventShape, learnShape, textInShape } from './event-shape.ts';
import { createRename, type Names, type Rename } from './rename-answer.ts';

export type EventReader = {
  /** Whole lines of an event stream in; the same lines out, with our names in them. */
  pass(lines: string): string;
  /** What was said beside the text, in order. */
  marks: readonly ChatChunk[];
};

/** So many events are looked at closely to learn what the stream's events look like. */
const mostLessons = 6;

type Reading = {
  id: string;
  model: string;
  /** What the other side says of itself, in failures and comments, stays here. */
  isBlind?: boolean;
  onText(text: string): void;
};

/** Reads a stream on its way: the names are replaced, `onText` gets the text, and everything else stays as it came. */
export function createEventReader({ id, model, isBlind = false, onText }: Reading): EventReader {
  const marks: ChatChunk[] = [];
  let rename: Rename | undefined;
  let shape: EventShape | undefined;
  let lessons = 0;

  const pass = (line: string): string => {
    if (shape) {
      const text = textInShape(line, shape);
      if (text !== undefined) {
        onText(text);
        return shape.renamedBefore + text + shape.renamedAfter;
      }
    }
    if (line.startsWith('data:')) return read(line);
    return isBlind && line.startsWith(':') ? ':' : line;
  };

  const read = (line: string): string => {
    const answer = parse(line.slice(5));
    const chunk = readChatAnswer(answer);
    if (!chunk) return rename?.(line) ?? line;
    rename ??= createRename(answer as Names, id, model);
    onText(chunk.text);
    if (chunk.finishReason || chunk.usage || chunk.error) marks.push(chunk);
    else if (chunk.text && lessons++ < mostLessons) shape = learnShape(line, chunk.text, rename) ?? shape;
    return chunk.error && isBlind ? `data: ${blindError(model)}` : rename(line);
  };

  return { pass: lines => lines.split('\n').map(pass).join('\n'), marks };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

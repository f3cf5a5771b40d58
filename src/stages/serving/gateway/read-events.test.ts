import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventReader } from './read-events.ts';

type Event = Record<string, unknown>;

/** Texts that are awkward inside JSON, or look like the fields around them. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '"', '\\', '\n', '"}}]}', '"id":"up-1"', 'up-1', '"content":"', '你好', '\u2028', '🎉'),
);

const event = (content: string, more: Event = {}): Event => ({
  id: 'up-1',
  object: 'chat.completion.chunk',
  model: 'theirs',
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
  ...more,
});

const anyEvent = fc.oneof(
  { weight: 8, arbitrary: text.map(content => event(content)) },
  { weight: 1, arbitrary: text.map(content => event(content, { note: content, created: content.length })) },
  { weight: 1, arbitrary: text.map((said): Event => ({ note: { content: said }, ...event(said) })) },
  {
    weight: 1,
    arbitrary: fc.constant(event('', { usage: { prompt_tokens: 1, completion_tokens: 2 }, choices: [] })),
  },
);

const asLine = (each: Event, space: boolean, end: string): string =>
  `data:${space ? ' ' : ''}${JSON.stringify(each)}${end}`;

const parse = (line: string): Event => JSON.parse(line.slice(5)) as Event;

test('reads and renames every stream as if each of its events were parsed', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 40 }), fc.boolean(), fc.boolean(), (events, space, crlf) => {
      const end = crlf ? '\r' : '';
      let said = '';
      const reader = createEventReader({ id: 'ours', model: 'desk', onText: piece => (said += piece) });
      const lines = events.map(each => asLine(each, space, end));
      const passed = lines.map(line => reader.pass(`${line}\n${end}\n`));
      const contents = events.map(
        each => (each.choices as { delta: { content: string } }[])[0]?.delta.content,
      );
      expect(said).toBe(contents.join(''));
      expect(passed.map(line => parse(line))).toEqual(
        events.map(each => ({ ...each, id: 'ours', model: 'desk' })),
      );
      expect(passed.every(line => line.endsWith(`}${end}\n${end}\n`))).toBe(true);
      expect(reader.marks).toHaveLength(events.filter(each => each.usage).length);
    }),
    { numRuns: 500 },
  );
});

test('what is no event passes as it is', () => {
  const reader = createEventReader({ id: 'ours', model: 'desk', onText: () => undefined });
  const lines = ': ping\n\nevent: x\nretry: 10\ndata: [DONE]\n\ndata: {broken\n';
  expect(reader.pass(lines)).toBe(lines);
});

test('a remote model that names itself with spaces between is renamed all the same', () => {
  const reader = createEventReader({ id: 'ours', model: 'desk', onText: () => undefined });
  const line = 'data: {"id" : "up-1", "model":\t"theirs", "n": 1.0, "choices": []}\n';
  expect(reader.pass(line)).toBe('data: {"id" : "ours", "model":\t"desk", "n": 1.0, "choices": []}\n');
});

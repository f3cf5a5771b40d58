import type { SeenPair, TurnBody } from './collect-pairs.ts';
import type { Received } from './knock.ts';

/** What a guesser is given of one pair: numbers only, always the same ones in the same order. */
export type FeatureRow = number[];

/**
 * Everything that a voter's client received but the answers' own words: sizes, times, headers and their order, the token
 * letter by letter, the shape of the body, the place in the sequence, and of both texts what stands around the words (how
 * they end, spaces, line ends, invisible characters).
 */
export function describePair(pair: SeenPair, edges: Edges = edgesOf): FeatureRow {
  const turn = JSON.parse(pair.shown.body) as TurnBody;
  const { token, prompt, left, right } = turn.pair!;
  const { sequence } = pair;
  return [
    ...describeAnswer(pair.shown, [left, right, ...prompt.map(({ content }) => content)], token),
    ...describeAnswer(pair.receipt, [], token),
    pair.gapMs,
    Math.log1p(pair.sinceStartMs),
    sequence,
    ...[2, 3, 4, 13].map(cycle => sequence % cycle),
    token.length,
    ...Array.from(token.padEnd(32).slice(0, 32), letter => alphabet.indexOf(letter)),
    ...bitsOf(hash(token)),
    prompt.length,
    prompt.reduce((sum, { content }) => sum + content.length, 0),
    ...edges(left, right, token),
  ];
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** One answer of the server, its texts taken out. */
function describeAnswer(received: Received, texts: readonly string[], token: string): number[] {
  const { rawHeaders, body, status, elapsedMs } = received;
  const names = rawHeaders.filter((_, i) => i % 2 === 0);
  const valueOf = (name: string) =>
    rawHeaders[rawHeaders.findIndex((each, i) => i % 2 === 0 && each.toLowerCase() === name) + 1] ?? '';
  const skeleton = texts
    .reduce((rest, text) => rest.replace(JSON.stringify(text), '""'), body)
    .replace(token, '');
  const textBytes = texts.reduce((sum, text) => sum + Buffer.byteLength(JSON.stringify(text)), 0);
  const others = rawHeaders
    .filter((each, i) => i % 2 === 1 && !/^(date|content-length)$/i.test(rawHeaders[i - 1]!))
    .join('\n');
  return [
    status,
    elapsedMs,
    names.length,
    ...bitsOf(hash(names.join('\n'))),
    ...bitsOf(hash(others)),
    others.length,
    Number(valueOf('content-length') || Buffer.byteLength(body)) - textBytes,
    new Date(valueOf('date')).getTime() % 60_000,
    valueOf('etag')
      ? Number.parseInt(
          valueOf('etag')
            .replaceAll(/[^0-9a-f]/g, '')
            .slice(-1),
          16,
        )
      : -1,
    skeleton.length,
    ...bitsOf(hash(skeleton.replaceAll(/\d+/g, '0'))),
    skeleton.indexOf('"left"') - skeleton.indexOf('"right"'),
  ];
}

export type Edges = (left: string, right: string, token: string) => number[];

/** Of both texts, side by side: only what is no word. */
export const edgesOf: Edges = (left, right) => {
  const [a, b] = [describeEdges(left), describeEdges(right)];
  return a.map((value, i) => value - b[i]!);
};

function describeEdges(text: string): number[] {
  return [
    /[.!?…。！？"'”’)\]]$/u.test(text),
    /^\s/u.test(text),
    /\s$/u.test(text),
    /[^\S\n]\n/u.test(text),
    text.includes('\r'),
    /\n{3,}/u.test(text),
    /[\p{Cf}\p{Cc}]/u.test(text.replaceAll('\n', '')),
    text !== text.normalize('NFC'),
  ].map(Number);
}

/** FNV-1a. */
function hash(text: string): number {
  let state = 2_166_136_261;
  for (let i = 0; i < text.length; i += 1) state = Math.imul(state ^ text.charCodeAt(i), 16_777_619);
  return state >>> 0;
}

const bitsOf = (number: number): number[] => Array.from({ length: 6 }, (_, i) => (number >>> i) & 1);

import { Pool } from 'undici';
import type { Contender } from './start-contender.ts';

export type Load = { connections: number; model: string; stream: boolean; seconds: number };
export type LoadResult = { requests: number; perSecond: number; p50Ms: number; wrong: number };

/** As many requests as go through on so many connections; every answer is read whole and checked. */
export async function load(contender: Contender, wish: Load): Promise<LoadResult> {
  const pool = new Pool(contender.origin, { connections: wish.connections });
  const times: number[] = [];
  let wrong = 0;
  const messages = [
    { role: 'user', content: 'Where is my parcel? I ordered a lamp last week and nothing came.' },
  ];
  const body = JSON.stringify({ model: contender.model(wish.model), messages, stream: wish.stream });
  const headers = { 'content-type': 'application/json', ...contender.headers };
  const startMs = performance.now();
  const endMs = startMs + wish.seconds * 1000;
  const work = async () => {
    while (performance.now() < endMs) {
      const askedMs = performance.now();
      const answer = await pool.request({ method: 'POST', path: '/v1/chat/completions', headers, body });
      const text = await answer.body.text();
      times.push(performance.now() - askedMs);
      if (answer.statusCode !== 200 || !isWhole(text, wish.stream)) wrong++;
    }
  };
  await Promise.all(Array.from({ length: wish.connections }, work));
  const seconds = (performance.now() - startMs) / 1000;
  await pool.close();
  times.sort((left, right) => left - right);
  return {
    requests: times.length,
    perSecond: times.length / seconds,
    p50Ms: times[times.length >> 1] ?? 0,
    wrong,
  };
}

function isWhole(text: string, stream: boolean): boolean {
  if (!stream) return text.includes('Your parcel left us');
  const words = [...text.matchAll(/"content":"word(\d+) "/g)].map(match => Number(match[1]));
  return words.length === 50 && words.every((word, n) => word === n) && text.includes('[DONE]');
}

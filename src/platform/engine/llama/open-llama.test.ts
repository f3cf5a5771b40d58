import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { silentLog } from '#platform/logging/log.ts';
import type { Completion } from '../engine-port.ts';
import type { LlamaRequest } from './messages.ts';
import { openLlama } from './open-llama.ts';

const ggufPath = path.resolve('.runtime/models/smollm2-135m-instruct/base.gguf');
const llama = openLlama(silentLog, { lanes: 2, threadsPerLane: 1 });

beforeAll(() => {
  if (!existsSync(ggufPath)) throw new Error(`${ggufPath} is missing: npm run setup`);
});
afterAll(() => llama.close());

type Wish = Partial<LlamaRequest> & {
  question: string;
  signal?: AbortSignal;
  onText?(piece: string): void;
};

function ask({ question, signal, onText, ...rest }: Wish): Promise<Completion> {
  const messages = [
    { role: 'system', content: 'You answer for a shop, kindly and short.' } as const,
    { role: 'user', content: question } as const,
  ];
  const model = { kind: 'llama.cpp', ggufPath, adapterPath: null } as const;
  const request = { model, messages, temperature: 0, topP: 1, maxTokens: 24, seed: null, ...rest };
  return llama.complete(request, { signal, onText });
}

/** Processes of llama.cpp that a process started. */
const hostsOf = (parentPid: number): number[] =>
  execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .filter(([, parent, ...args]) => parent === String(parentPid) && args.join(' ').includes('llama/host.ts'))
    .map(([pid]) => Number(pid));

describe('the built-in inference', () => {
  test('gives the same greedy answer alone, again, and beside others', async () => {
    const question = 'My parcel is late. What now?';
    const alone = await ask({ question });
    const among = await Promise.all([
      ask({ question: 'How do I return shoes?' }),
      ask({ question }),
      ask({ question: 'Do you ship abroad?' }),
      ask({ question }),
    ]);
    expect(alone.text.length).toBeGreaterThan(20);
    expect(among[1].text).toBe(alone.text);
    expect(among[3].text).toBe(alone.text);
    expect(alone).toMatchObject({
      promptTokens: among[1].promptTokens,
      completionTokens: 24,
      finishReason: 'length',
    });
    expect(alone.firstTokenMs).toBeGreaterThan(0);
    expect(alone.totalMs).toBeGreaterThanOrEqual(alone.firstTokenMs);
  });

  test('streams exactly the text that it returns, and stops at the end of the turn or a stop text', async () => {
    let streamed = '';
    const whole = await ask({ question: 'Say hello.', maxTokens: 200, onText: piece => (streamed += piece) });
    expect(whole.finishReason).toBe('stop');
    expect(streamed).toBe(whole.text);
    const word = whole.text.split(' ')[2]!;
    const cut = await ask({ question: 'Say hello.', maxTokens: 200, stop: [word] });
    expect(cut).toMatchObject({ finishReason: 'stop', text: whole.text.slice(0, whole.text.indexOf(word)) });
  });

  test('a seed makes sampling repeatable', async () => {
    const wish = { question: 'Name a colour and why.', temperature: 1, seed: 11 };
    const [one, two] = [await ask(wish), await ask(wish)];
    expect(two.text).toBe(one.text);
    expect((await ask({ ...wish, seed: 12 })).text).not.toBe(one.text);
  });

  test('stops when asked to and gives what there is, also to one that still waits', async () => {
    const running = new AbortController();
    let pieces = 0;
    const onText = () => ++pieces === 3 && running.abort();
    const long = { question: 'Tell me a long story.', maxTokens: 2_000 };
    const partial = await ask({ ...long, signal: running.signal, onText });
    expect(partial.completionTokens).toBeLessThan(10);
    expect(partial.text.length).toBeGreaterThan(0);
    const all = new AbortController();
    const many = [1, 2, 3, 4].map(() => ask({ ...long, signal: all.signal }));
    setTimeout(() => all.abort(), 300);
    expect(await Promise.all(many)).toHaveLength(4);
  });

  test('says what is wrong with a question or a file', async () => {
    await expect(ask({ question: 'word '.repeat(9_000) })).rejects.toMatchObject({
      code: 'context_length_exceeded',
    });
    const model = { kind: 'llama.cpp', ggufPath: `${ggufPath}.gone`, adapterPath: null } as const;
    await expect(ask({ question: 'Hi', model })).rejects.toMatchObject({ code: 'engine_failed' });
  });

  test('a crash ends the answers in hand and nothing else; the next question starts it anew', async () => {
    const doomed = ask({ question: 'Tell me a long story.', maxTokens: 2_000 });
    doomed.catch(() => undefined);
    const [pid] = await vi.waitFor(() => {
      expect(hostsOf(process.pid)).toHaveLength(1);
      return hostsOf(process.pid);
    });
    process.kill(pid!, 'SIGSEGV');
    await expect(doomed).rejects.toMatchObject({ code: 'engine_crashed', status: 503 });
    expect((await ask({ question: 'Hi', maxTokens: 4 })).completionTokens).toBeGreaterThan(0);
  });

  test('leaves no process behind when the server is killed', async () => {
    const program = `
      import { openLlama } from '${path.resolve('src/platform/engine/llama/open-llama.ts')}';
      const silent = { info() {}, warn() {}, error() {} };
      const model = { kind: 'llama.cpp', ggufPath: '${ggufPath}', adapterPath: null };
      const messages = [{ role: 'user', content: 'Tell me a long story.' }];
      const request = { model, messages, temperature: 0, topP: 1, maxTokens: 4_000, seed: null };
      openLlama(silent, { lanes: 1, threadsPerLane: 1 }).complete(request, { onText: () => console.log('speaking') });`;
    const server = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(server.stdout, 'data');
    const [pid] = hostsOf(server.pid!);
    server.kill('SIGKILL');
    await vi.waitFor(() => expect(() => process.kill(pid!, 0)).toThrow(/ESRCH/), { timeout: 5_000 });
  });
});

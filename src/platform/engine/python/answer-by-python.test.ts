import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { programRoot } from '#platform/config/config.ts';
import { silentLog } from '#platform/logging/log.ts';
import type { PythonModel } from '../engine-port.ts';
import { createPythonAnswers } from './answer-by-python.ts';
import type { PythonRequest } from './serving-process.ts';

const script = path.join(programRoot, 'src/platform/engine/python/fake-engine.ts');
const program = { file: process.execPath, args: [script], directory: programRoot };
const model: PythonModel = { kind: 'python', basePath: '/bases/one', baseDigest: 'd', adapterFolder: null };
let answers = createPythonAnswers(program, silentLog);
afterEach(async () => {
  await answers.close();
  answers = createPythonAnswers(program, silentLog);
});

type Wish = Partial<PythonRequest> & { signal?: AbortSignal; onText?(piece: string): void };
function ask(question: string, { signal, onText, ...rest }: Wish = {}) {
  const messages = [{ role: 'user', content: question } as const];
  const request = { model, messages, temperature: 0, topP: 1, maxTokens: 3, seed: null, ...rest };
  return answers.complete(request, { signal, onText });
}

const servingOf = (parentPid: number): number[] =>
  execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .filter(([, parent, ...args]) => parent === String(parentPid) && args.includes('serve'))
    .map(([pid]) => Number(pid));

describe('answers by the Python engine', () => {
  test('come in pieces, and a process serves all that is asked of its base', async () => {
    let streamed = '';
    const first = await ask('one two three', { onText: piece => (streamed += piece) });
    expect(first).toMatchObject({ text: 'one two three ', promptTokens: 3, completionTokens: 3 });
    expect(first).toMatchObject({ finishReason: 'length' });
    expect(streamed).toBe(first.text);
    expect(first.totalMs).toBeGreaterThanOrEqual(first.firstTokenMs);
    const tuned = { ...model, adapterFolder: '/adapters/lamp' };
    const [a, b] = await Promise.all([ask('x', { model: tuned }), ask('y')]);
    expect([a.text, b.text]).toEqual(['[lamp] x [lamp] ', 'y y y ']);
    expect(servingOf(process.pid)).toHaveLength(1);
    await ask('x', { model: { ...model, basePath: '/bases/two' } });
    expect(servingOf(process.pid)).toHaveLength(2);
  });

  test('stop when asked to and give what there is, also before the process is up', async () => {
    const early = new AbortController();
    early.abort();
    expect(await ask('never', { maxTokens: 9_999, signal: early.signal })).toMatchObject({ text: '' });
    const running = new AbortController();
    let pieces = 0;
    const onText = () => ++pieces === 3 && running.abort();
    const partial = await ask('on and on', { maxTokens: 9_999, signal: running.signal, onText });
    expect(partial.completionTokens).toBeLessThan(50);
    expect(partial.text).toMatch(/^on and on/);
  });

  test('a crash ends the answers in hand and nothing else; the next question starts it anew', async () => {
    const doomed = [ask('crash'), ask('waiting')];
    for (const each of doomed)
      await expect(each).rejects.toMatchObject({ code: 'engine_crashed', status: 503 });
    expect((await ask('again')).text).toBe('again again again ');
  });

  test('what the engine refuses is an error of its own, and so is a base that it cannot open', async () => {
    await expect(ask('refuse')).rejects.toMatchObject({ code: 'adapter_missing', remedy: 'Look.' });
    await expect(ask('x', { model: { ...model, baseDigest: 'changed' } })).rejects.toMatchObject({
      code: 'base_changed',
      remedy: 'Import the base again.',
    });
    const broken = createPythonAnswers({ ...program, file: '/nowhere/python' }, silentLog);
    const request = { model, messages: [], temperature: 0, topP: 1, maxTokens: 1, seed: null };
    await expect(broken.complete(request)).rejects.toMatchObject({ code: 'engine_missing' });
  });

  test('a process that nobody asks ends, and comes back', async () => {
    answers = createPythonAnswers(program, silentLog, 100);
    await ask('x');
    expect(servingOf(process.pid)).toHaveLength(1);
    await vi.waitFor(() => expect(servingOf(process.pid)).toEqual([]), { timeout: 5_000 });
    expect((await ask('x')).text).toBe('x x x ');
  });
});

test('leaves no process behind when the server is killed', async () => {
  const source = `
    import { createPythonAnswers } from '${path.resolve('src/platform/engine/python/answer-by-python.ts')}';
    const silent = { info() {}, warn() {}, error() {} };
    const engine = { file: '${process.execPath}', args: ['${script}'], directory: '${programRoot}' };
    const model = ${JSON.stringify(model)};
    const messages = [{ role: 'user', content: 'on' }];
    const request = { model, messages, temperature: 0, topP: 1, maxTokens: 99_999, seed: null };
    createPythonAnswers(engine, silent).complete(request, { onText: () => console.log('speaking') });`;
  const server = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(server.stdout, 'data');
  const [pid] = servingOf(server.pid!);
  server.kill('SIGKILL');
  await vi.waitFor(() => expect(() => process.kill(pid!, 0)).toThrow(/ESRCH/), { timeout: 5_000 });
});

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { programRoot } from '#platform/config/config.ts';
import { silentLog } from '#platform/logging/log.ts';
import { createPythonEngine, type PythonEngine } from './create-python-engine.ts';
import { findLastSeq, followRun } from './follow-run.ts';
import { isRunning, signalEngine } from './running-engine.ts';

const script = path.join(programRoot, 'src/platform/engine/python/fake-engine.ts');
const never = new AbortController().signal;
let folder: string;
let engine: PythonEngine;
let notes: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'attune-engine-'));
  notes = [];
  const log = { ...silentLog, info: (message: string) => void notes.push(message) };
  engine = createPythonEngine({ python: '' }, log, {
    file: process.execPath,
    args: [script],
    directory: programRoot,
  });
});
afterEach(async () => {
  await signalEngine(folder, 'kill');
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const writeSpec = (more: object = {}) => {
  const steps = { batch_rows: 10, max_steps: 3, eval: { every_steps: 9 }, checkpoint: { every_steps: 9 } };
  const spec = {
    run_id: 'x',
    data: { train: 'train.jsonl' },
    optimizer: {},
    sample: { prompts: [] },
    ...steps,
    ...more,
  };
  writeFileSync(path.join(folder, 'train.jsonl'), '');
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify(spec));
};
const launch = () => engine.launch('train', [folder], path.join(folder, 'engine.log'));
async function follow(fromSeq: number, launchedPid?: number, signal = never) {
  const batches = followRun(folder, fromSeq, { signal, launchedPid, pollMs: 50 });
  const seen: number[] = [];
  for (;;) {
    const next = await batches.next();
    if (next.done) return { ending: next.value, seen };
    seen.push(...next.value.map(event => event.seq));
  }
}
const until = async (condition: () => boolean | Promise<boolean>) => {
  while (!(await condition())) await new Promise(resolve => setTimeout(resolve, 10));
};

describe('launch', () => {
  test('is cold at first, then through the warm worker; the log says which', async () => {
    writeSpec();
    const cold = await launch();
    expect(await follow(0, cold.pid)).toEqual({ ending: 'final', seen: [1, 2, 3, 4, 5] });
    expect(notes.join()).toContain('starting the engine cold');
    await until(() => notes.includes('the engine worker is warm'));
    const warm = await launch();
    expect((await follow(5, warm.pid)).ending).toBe('final');
    expect(notes.filter(note => note.includes('cold'))).toHaveLength(1);
    await expect(engine.launch('sing' as never, [], path.join(folder, 'x.log'))).rejects.toMatchObject({
      code: 'command_unknown',
    });
  });

  test('makes processes in a session of their own', async () => {
    writeSpec({ max_steps: 500 });
    const { pid } = await launch();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    expect([Number(stat[2]), Number(stat[3])]).toEqual([pid, pid]);
  });

  test('of a program that is not there says what to do', async () => {
    const broken = createPythonEngine({ python: '/nowhere/python' }, silentLog);
    await expect(broken.launch('train', [folder], path.join(folder, 'x.log'))).rejects.toMatchObject({
      code: 'engine_missing',
    });
    await expect(broken.run('probe', ['-'])).rejects.toMatchObject({ code: 'engine_missing' });
  });
});

describe('a running engine', () => {
  test('is not mistaken for another process with its number', async () => {
    writeSpec({ max_steps: 500 });
    await launch();
    const file = path.join(folder, 'engine.pid');
    await until(() => isRunning(folder));
    const written = JSON.parse(readFileSync(file, 'utf8')) as { start_time: number };
    writeFileSync(file, JSON.stringify({ ...written, start_time: written.start_time - 1 }));
    expect(await isRunning(folder)).toBe(false);
    expect(await signalEngine(folder, 'kill')).toBe(false);
    writeFileSync(file, JSON.stringify({ ...written, boot_id: 'another boot' }));
    expect(await isRunning(folder)).toBe(false);
    writeFileSync(file, JSON.stringify(written));
    expect(await signalEngine(folder, 'stop')).toBe(true);
    expect((await follow(0)).ending).toBe('final');
    await until(async () => !(await isRunning(folder)));
  });

  test('is followed until it is gone, whole lines only, and let go when told to', async () => {
    writeSpec({ max_steps: 500 });
    const { pid } = await launch();
    const letGo = new AbortController();
    const first = follow(0, pid, letGo.signal);
    await until(async () => (await findLastSeq(folder)) > 3);
    letGo.abort();
    const { ending, seen } = await first;
    expect(ending).toBe('detached');
    process.kill(pid, 'SIGKILL');
    appendFileSync(path.join(folder, 'events.jsonl'), '{"seq":4711,"type":"st');
    const rest = await follow(seen.at(-1)!, pid);
    expect(rest.ending).toBe('gone');
    expect([...seen, ...rest.seen]).toEqual(
      Array.from({ length: await findLastSeq(folder) }, (_, i) => i + 1),
    );
  });
});

describe('run', () => {
  test('passes events on and gives the last', async () => {
    writeFileSync(path.join(folder, 'rows.jsonl'), '{}\n{}\n');
    writeFileSync(path.join(folder, 'score.json'), JSON.stringify({ rows: 'rows.jsonl', adapter: null }));
    const types: string[] = [];
    const last = await engine.run('score', [path.join(folder, 'score.json')], {
      onEvent: event => types.push(event.type),
    });
    expect(last).toMatchObject({ type: 'done', rows: 2 });
    expect(types).toEqual(['progress', 'done']);
  });

  test('throws what failed, what crashed, and what was aborted', async () => {
    const say = (text: string) => ({ file: '/bin/sh', args: ['-c', text], directory: '/' });
    const engineThatSays = (text: string) => createPythonEngine({ python: '' }, silentLog, say(text));
    const failed = `echo '{"seq":1,"type":"failed","code":"base_missing","message":"No base.","remedy":"Fetch it."}'; exit 1`;
    await expect(engineThatSays(failed).run('probe', [])).rejects.toMatchObject({
      code: 'base_missing',
      remedy: 'Fetch it.',
    });
    const crash = engineThatSays('echo "a traceback" >&2; exit 3').run('probe', []);
    await expect(crash).rejects.toMatchObject({
      code: 'engine_crashed',
      message: expect.stringContaining('a traceback'),
    });
    const letGo = new AbortController();
    const long = engineThatSays('exec sleep 60').run('probe', [], { signal: letGo.signal });
    setTimeout(() => letGo.abort(new Error('enough')), 50);
    await expect(long).rejects.toThrow('enough');
  });
});

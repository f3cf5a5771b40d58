import { readFileSync, writeFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findInInstallation } from '../security/find-secrets.ts';
import { newDataDir, type ServerProcess, startServerProcess } from './server-process.ts';

/** The whole loop on the real starter model, small: few rows, few steps. It is the product, as a user runs it. */
const loopFile = `
name: tiny
project: { slug: tiny, name: Tiny, languages: [en], systemPrompt: You are the lamp room. }
brief: { reason: tone, problem: It has no voice., readiness: { goodRows: 700, zeroShot: insufficient, fewShot: insufficient, chainOfThought: not_applicable } }
sources:
  - { name: tickets, origin: own, licence: Apache-2.0, files: [{ path: rows.jsonl }] }
dataset: { name: desk, recipe: { split: { train: 60, validation: 10, test: 30 }, seed: 3 } }
run:
  name: tiny
  base: smollm2-135m-instruct
  recipe: { max_steps: 3, batch_rows: 4, eval: { every_steps: 3, at_start: false }, checkpoint: { every_steps: 3, keep: 1 } }
evaluation: { name: tiny, design: { sampling: { maxTokens: 12 } } }
deployment: { name: tiny-desk }
ask: [Do you sell lamps?]
`;

let server: ServerProcess;
let file: string;

beforeAll(async () => {
  const dataDir = newDataDir();
  const rows = readFileSync('examples/support-desk/tickets.jsonl', 'utf8').split('\n').slice(0, 60);
  writeFileSync(path.join(dataDir, 'rows.jsonl'), rows.join('\n'));
  file = path.join(dataDir, 'loop.yaml');
  writeFileSync(file, loopFile);
  server = await startServerProcess(dataDir);
}, 60_000);
afterAll(() => server?.stop());

describe('a whole loop', () => {
  test('runs from a raw file to an answer at an endpoint', { timeout: 240_000 }, async () => {
    const run = await server.attune('loop', 'run', file, '--json');
    expect(run.stderr).not.toMatch(/Error:/);
    expect(run.code).toBe(0);
    const report = JSON.parse(run.stdout);
    expect(report.loop.state).toBe('waiting');
    const states = Object.fromEntries(
      report.loop.steps.map((step: { kind: string; state: string }) => [step.kind, step.state]),
    );
    expect(states).toEqual({
      brief: 'done',
      source: 'done',
      import: 'done',
      cleaning: 'done',
      dataset: 'done',
      run: 'done',
      evaluation: 'done',
      deployment: 'done',
      vote: 'waiting',
    });
    const imported = report.loop.steps.find((step: { kind: string }) => step.kind === 'import').result;
    expect(imported.recordCount + imported.duplicateCount + imported.rejectCount).toBe(imported.readCount);
    expect(report.asked[0].tuned.text).not.toBe('');
    expect(report.asked[0].base.text).not.toBe('');
  });

  test('run again does nothing twice, and says so beforehand', { timeout: 60_000 }, async () => {
    const plan = JSON.parse((await server.attune('loop', 'run', file, '--plan', '--json')).stdout);
    expect(plan.steps.map((step: { action: string }) => step.action)).toEqual([
      ...Array(8).fill('reuse'),
      'wait',
    ]);
    expect((await server.attune('loop', 'run', file, '--json')).code).toBe(0);
    const runs = JSON.parse((await server.attune('run', 'list', '--json')).stdout);
    expect(runs).toHaveLength(1);
  });

  test(
    'feedback on an answer becomes a record of the next version, and the answer leads back to its rows',
    { timeout: 60_000 },
    async () => {
      const ask = {
        model: 'tiny/tiny-desk',
        messages: [{ role: 'user', content: 'Is the Tern lamp brass?' }],
        max_tokens: 8,
      };
      const answer = await server.api('POST', '/v1/chat/completions', ask);
      expect(answer.status).toBe(200);
      const { id } = answer.body as { id: string };
      const correction = {
        completion_id: id,
        kind: 'correction',
        corrected_text: 'Ahoy from the lamp room, the Tern lamp is brass through and through.',
      };
      expect((await server.api('POST', '/v1/feedback', correction)).status).toBe(202);
      const promoted = await server.attune('feedback', 'promote', '--accept-all', '--json');
      expect(promoted.code).toBe(0);
      const lineage = await server.attune('lineage', id, '--up', '--depth', '6', '--json');
      expect(lineage.code).toBe(0);
      for (const kind of ['model_version', 'run', 'dataset_version', 'source'])
        expect(lineage.stdout).toContain(`"${kind}"`);
    },
  );

  test('leaves the key of the terminal and the secret of the installation in no file of it: run.json, logs, artifacts', async () => {
    const secret = readFileSync(path.join(server.dataDir, 'secret'), 'utf8').trim();
    const runs = await Array.fromAsync(glob('runs/*/run.json', { cwd: server.dataDir }));
    expect(runs).toHaveLength(1);
    expect(await findInInstallation(server.dataDir, { key: server.key, secret })).toEqual([]);
  });
});

test(
  'the server killed in the middle of an import goes on with it, and nothing is doubled',
  { timeout: 120_000 },
  async () => {
    const dataDir = newDataDir();
    const rows = Array.from({ length: 12_000 }, (_, i) => ({
      id: `r-${i}`,
      messages: [
        { role: 'user', content: `Question number ${i} about a lamp with wick ${i * 7}?` },
        {
          role: 'assistant',
          content: `Answer number ${i}: trim it to three millimetres and fill it to mark ${i * 11}.`,
        },
      ],
    }));
    const rowsFile = path.join(dataDir, 'many.jsonl');
    writeFileSync(
      rowsFile,
      [...rows.map(row => JSON.stringify(row)), 'not json', JSON.stringify(rows[5])].join('\n'),
    );
    let victim = await startServerProcess(dataDir);
    await victim.attune('project', 'create', 'many');
    await victim.attune('source', 'create', 'file', '--origin', 'own');
    const started = victim
      .attune('import', 'file', rowsFile, '--source', 'file', '--json')
      .catch(() => undefined);
    await until(async () => (await importOf(victim))?.recordCount > 0);
    await victim.kill();
    await started;
    victim = await startServerProcess(dataDir);
    await until(async () => (await importOf(victim))?.state === 'done');
    const ended = await importOf(victim);
    expect(ended).toMatchObject({
      readCount: 12_002,
      recordCount: 12_000,
      duplicateCount: 1,
      rejectCount: 1,
    });
    await victim.stop();
  },
);

async function importOf(victim: ServerProcess) {
  const { body } = await victim.api('GET', '/api/v1/projects/many/imports');
  return (body as { items: { state: string; recordCount: number }[] }).items[0] as never as {
    state: string;
    recordCount: number;
  };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    if (await condition()) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error('it did not become true within a minute');
}

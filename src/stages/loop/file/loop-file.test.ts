import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loopSchemaText } from '../../../../examples/write-schema.ts';
import { readLoopFile } from '../runs/read-loop-file.ts';
import { decideStep, digestInput } from './decide-step.ts';
import { planSteps } from './plan-steps.ts';

const example = () => readLoopFile('examples/support-desk/loop.yaml').file;
const digests = { 'tickets.jsonl': 'a', 'mailbox.csv': 'b' };

describe('a loop file', () => {
  test('of the example is whole and plans every stage in order', () => {
    expect(planSteps(example(), digests).map(step => step.kind)).toEqual([
      'brief',
      'source',
      'import',
      'source',
      'import',
      'cleaning',
      'dataset',
      'run',
      'evaluation',
      'deployment',
      'vote',
    ]);
  });

  test('of the Chinese example plans the same stages on its own base', () => {
    const { file } = readLoopFile('examples/support-desk-zh/loop.yaml');
    const plan = planSteps(file, { 'pairs.jsonl': 'a', 'salt.jsonl': 'b' });
    expect(plan.map(step => step.kind)).toEqual(planSteps(example(), digests).map(step => step.kind));
    expect([file.project.languages, file.run.base]).toEqual([['zh'], 'gemma3-270m']);
  });

  test('has a shipped schema that is the one the program checks with (node examples/write-schema.ts)', () => {
    expect(readFileSync('examples/loop.schema.json', 'utf8')).toBe(loopSchemaText());
  });
});

describe('what a step depends on', () => {
  const digestsOf = (results: Record<string, unknown>, files = digests) =>
    planSteps(example(), files).map(step => [step.key, digestInput(step, results)]);

  test('changes with its data file, and not with measurements of the steps before', () => {
    const before = Object.fromEntries(digestsOf({ cleaning: { id: 'c', took: 1 } }));
    const measured = Object.fromEntries(digestsOf({ cleaning: { id: 'c', took: 2 } }));
    const otherFile = Object.fromEntries(
      digestsOf({ cleaning: { id: 'c' } }, { ...digests, 'mailbox.csv': 'x' }),
    );
    expect(measured).toEqual(before);
    expect(otherFile['import:mailbox:mailbox.csv']).not.toBe(before['import:mailbox:mailbox.csv']);
    expect(otherFile['import:tickets:tickets.jsonl']).toBe(before['import:tickets:tickets.jsonl']);
  });

  test.each([
    [undefined, 'do'],
    [{ state: 'done', inputDigest: 'd', result: {} }, 'reuse'],
    [{ state: 'done', inputDigest: 'old', result: {} }, 'redo'],
    [{ state: 'failed', inputDigest: 'd', result: null }, 'redo'],
    [{ state: 'running', inputDigest: 'd', result: null }, 'do'],
    [{ state: 'waiting', inputDigest: 'd', result: {} }, 'wait'],
  ] as const)('%j → %s', (known, action) => {
    expect(decideStep(known, 'd').action).toBe(action);
  });
});

test.each(['../secret.jsonl', '/etc/hostname', 'link.jsonl'])(
  'a loop file does not send %s, which lies outside of its directory',
  named => {
    const outer = mkdtempSync(path.join(tmpdir(), 'attune-loop-'));
    try {
      const dir = path.join(outer, 'loop');
      mkdirSync(dir);
      writeFileSync(path.join(outer, 'secret.jsonl'), '{}');
      symlinkSync(path.join(outer, 'secret.jsonl'), path.join(dir, 'link.jsonl'));
      const text = readFileSync('examples/support-desk/loop.yaml', 'utf8');
      writeFileSync(path.join(dir, 'loop.yaml'), text.replace(/path: \S+/, `path: ${named}`));
      expect(() => readLoopFile(path.join(dir, 'loop.yaml'))).toThrow(/lies outside/);
    } finally {
      rmSync(outer, { recursive: true });
    }
  },
);

import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import { beforeAll, expect, test } from 'vitest';
import { createApi } from '#platform/http/api-handler.ts';
import { createClient } from '#platform/http/client.ts';
import { insertApiKey } from '#platform/auth/api-keys.ts';
import type { Cli } from '#platform/terminal/command.ts';
import { feedbackCommands, feedbackContract, feedbackRouter } from '../index.ts';
import { createTestDesk, type TestDesk } from '../test-desk.ts';

let desk: TestDesk;
let project: string;
let headers: { authorization: string };
let api: ReturnType<typeof createApi>;
beforeAll(async () => {
  desk = await createTestDesk();
  project = desk.project;
  api = createApi(desk.services, feedbackRouter as never, feedbackContract, 'test');
  const owner = {
    name: 'cli',
    userId: desk.services.owner.userId,
    projectId: null,
    scopes: ['all' as const],
    createdBy: null,
  };
  headers = {
    authorization: `Bearer ${(await insertApiKey(desk.services.db, desk.services.secret, owner)).key}`,
  };
});

/** Runs a command against the real routes, its input piped in; gives what it printed. */
async function attune(command: string[], piped = '', json = false): Promise<string> {
  const printed: string[] = [];
  const input = new PassThrough();
  input.end(piped);
  const cli = {
    client: contract =>
      createClient(contract, {
        origin: 'http://test',
        headers: () => headers,
        fetch: async request => api.request(request as Request),
      }),
    fetch: async (path, init) =>
      desk.gateway.request(path, { ...init, headers: { ...headers, ...(init?.headers as object) } }),
    project: async () => project,
    show: (value, text) => void printed.push(json ? JSON.stringify(value) : text(value)),
    json,
    input: input as never,
    output: { write: (text: string) => printed.push(text) } as never,
  } as Partial<Cli> as Cli;
  const program = new Command().exitOverride();
  feedbackCommands(program, cli);
  await program.parseAsync(['node', 'attune', 'feedback', ...command]);
  return printed.join('\n');
}

test('feedback is sent, listed, and reviewed one by one from a pipe', async () => {
  const answers: string[] = [];
  for (const n of [1, 2, 3]) answers.push(await desk.answer(`Question ${n}?`, `Hm ${n}.`));
  expect(await attune(['send', answers[0]!, '--correction', 'Better one.', '--label', 'shipping'])).toMatch(
    /Stored as/,
  );
  await attune(['send', answers[1]!, '--edit', 'Better two.']);
  await attune(['send', answers[2]!, '--thumb', 'down', '--comment', 'curt']);
  await expect(attune(['send', answers[2]!, '--thumb', 'down', '--rating', '3'])).rejects.toMatchObject({
    code: 'one_kind_needed',
  });
  const list = await attune(['list']);
  expect(list).toMatch(/thumb\s+down \(curt\)/);
  expect(list).toContain(answers[0]);
  const keys = 'a\nr not a pair\ne Better two, edited.\na\nz\na\ns\nx\nq\n';
  const said = await attune(['promote'], keys);
  expect(said).toContain('New feedback became 2 SFT, 2 DPO, 1 KTO to review.');
  expect(said).toMatch(/1 of 5 {2}SFT from correction {2}shipping/);
  expect(said).toMatch(/answer {4}Better two, edited\./);
  expect(said).toMatch(/worse {5}Hm 1\./);
  expect(said).toContain('Accepted 2 SFT; rejected 1 DPO; 2 wait.');
  expect(said).toContain(
    '2 accepted rows (2 SFT) are records of the source "feedback". Next: attune dataset freeze NAME',
  );
  const rows = await desk.services.db
    .selectFrom('record')
    .select('preview')
    .where('projectId', '=', project)
    .execute();
  expect(rows.length).toBe(2);
});

test('all at once by flags, as JSON for scripts; and one is taken back', async () => {
  const out = JSON.parse(await attune(['promote', '--accept-all', '--shape', 'dpo'], '', true));
  expect(out).toMatchObject({ accepted: { sft: 0, dpo: 1, kto: 0 }, counts: { proposed: { kto: 1 } } });
  const text = await attune(['promote', '--reject-all', 'one voice is not enough', '--yes']);
  expect(text).toContain('rejected 1 KTO; 0 wait.');
  expect(text).toContain('3 accepted rows (2 SFT, 1 DPO) are records of the source "feedback".');
  const { id } = await desk.services.db
    .selectFrom('promotion')
    .select('id')
    .where('state', '=', 'accepted')
    .where('shape', '=', 'sft')
    .executeTakeFirstOrThrow();
  expect(await attune(['undo', id])).toBe('It waits for a decision again.');
});

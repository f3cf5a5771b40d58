import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestServices, type TestServices } from '../../../tests/database/test-services.ts';
import type { RecordRow } from './records/record.contract.ts';
import { createTestProject } from './test-project.ts';

const read = (path: string) => readFileSync(new URL(`../../../examples/${path}`, import.meta.url));
type Salt = { kind: string; of?: string[] };
type Seen = { outcome: string; state?: string; codes: string[] };

let services: TestServices;
beforeAll(async () => {
  services = await createTestServices();
});

/** What must become of each kind of salted row: an outcome at import, or a state and a decision in cleaning. */
const expectedOf: Record<string, Partial<Seen> & { code?: string }> = {
  missing_field: { outcome: 'missing_field' },
  not_json: { outcome: 'not_json' },
  not_an_object: { outcome: 'not_an_object' },
  truncated_row: { outcome: 'truncated_row' },
  wrong_column_count: { outcome: 'wrong_column_count' },
  exact_duplicate: { outcome: 'duplicate' },
  normalised_duplicate: { state: 'dropped', code: 'normalised_duplicate' },
  near_duplicate: { state: 'active', code: 'near_duplicate' },
  near_duplicate_protected: { state: 'active', codes: [] },
  contradiction: { state: 'active', code: 'contradictory_answer' },
  other_language: { state: 'set_aside', code: 'other_language' },
  mojibake: { state: 'active', code: 'mojibake_repaired' },
  html: { state: 'active', code: 'html_removed' },
  invisible_characters: { state: 'active', code: 'invisible_removed' },
  template_tokens: { state: 'active', code: 'template_tokens_removed' },
  pii_bank_card: { state: 'active', code: 'pii_replaced' },
  pii_order_number: { state: 'active', code: 'pii_replaced' },
  pii_email: { state: 'active', code: 'pii_replaced' },
  pii_phone: { state: 'active', code: 'pii_replaced' },
  pii_ip: { state: 'active', code: 'pii_replaced' },
  pii_mixed: { state: 'active', code: 'pii_replaced' },
  card_lookalike: { state: 'active', codes: [] },
  empty_answer: { state: 'dropped', code: 'empty_answer' },
  echo: { state: 'dropped', code: 'echo' },
  over_long: { state: 'set_aside', code: 'too_long' },
  roles_swapped: { state: 'active', code: 'turns_reversed' },
  texts_swapped: { state: 'active', code: 'roles_exchanged' },
};

describe('the support desk', () => {
  it('meets every salted row with the right decision and leaves every other row alone', async () => {
    const { project, data, importText, clean } = await createTestProject(services, ['en']);
    const tickets = read('support-desk/tickets.jsonl');
    const jsonl = await importText(tickets, 'tickets.jsonl');
    const mailbox = await importText(read('support-desk/mailbox.csv'), 'mailbox.csv', {
      externalId: 'ticket_id',
      user: 'customer_message',
      assistant: 'agent_reply',
      label: 'topic',
    });
    for (const { readCount, recordCount, duplicateCount, rejectCount } of [jsonl, mailbox])
      expect(recordCount + duplicateCount + rejectCount).toBe(readCount);
    const run = await clean();
    const page = { project, limit: 500 };
    const decisions = (await data.cleaningRuns.decisions({ ...page, id: run.id })).items;
    const first = await data.records.list(page);
    const records = [...first.items, ...(await data.records.list({ ...page, after: first.next! })).items];
    const seenAt = new Map<string, Seen>();
    const nameOf = ticketNames(tickets);
    const place = (importId: string | null, line: number | null, externalId?: string | null) =>
      externalId ??
      (importId === jsonl.id ? (nameOf.get(line!) ?? `tickets.jsonl:${line}`) : `mailbox.csv:${line}`);
    for (const record of records)
      seenAt.set(place(record.importId, record.line, record.externalId), seenOf(record, decisions));
    for (const { id } of [jsonl, mailbox]) {
      for (const one of (await data.imports.duplicates({ ...page, id })).items)
        seenAt.set(place(id, one.line, mailboxName(id === mailbox.id, one.line)), {
          outcome: 'duplicate',
          codes: [],
        });
      for (const one of (await data.imports.rejects({ ...page, id })).items)
        seenAt.set(place(id, one.line, /^m-\d{4}/.exec(one.raw)?.[0]), { outcome: one.code, codes: [] });
    }
    const salt = JSON.parse(read('support-desk/salt.json').toString()) as Record<string, Salt>;
    // Of a near pair the newer one is flagged, whichever of the two was salted.
    const wrong = Object.entries(salt).filter(
      ([name, { kind, of }]) =>
        ![name, ...(kind === 'near_duplicate' ? of! : [])].some(each => fits(seenAt.get(each), kind)),
    );
    expect(wrong.map(([name, { kind }]) => ({ name, kind, seen: seenAt.get(name) }))).toEqual([]);
    const touchable = new Set([...Object.keys(salt), ...Object.values(salt).flatMap(({ of }) => of ?? [])]);
    const harmed = [...seenAt].filter(
      ([name, { state, codes }]) =>
        !touchable.has(name) && (state !== 'active' || codes.some(code => code !== 'invisible_removed')),
    );
    expect(harmed).toEqual([]);
  });
});

const fits = (seen: Seen | undefined, kind: string): boolean => {
  if (kind === 'refusal_boilerplate') return seen?.state === 'dropped' || seen?.state === 'set_aside';
  const { code, codes, outcome, state } = expectedOf[kind]!;
  if (!seen || (outcome ?? 'record') !== seen.outcome || state !== seen.state) return false;
  return code ? seen.codes.includes(code) : !codes || seen.codes.length === 0;
};

const seenOf = ({ id, state }: RecordRow, decisions: { recordId: string; code: string }[]): Seen => ({
  outcome: 'record',
  state,
  codes: decisions.filter(one => one.recordId === id).map(({ code }) => code),
});

/** Ids by line, for lines that can be read. */
function ticketNames(file: Buffer): Map<number, string> {
  const lines = file.toString().split('\n');
  return new Map(
    lines.flatMap((line, at) =>
      [[at + 1, /"id": "(t-\d{4})"/.exec(line)?.[1]] as const].filter(
        (pair): pair is [number, string] => pair[1] !== undefined && line.trimEnd().endsWith('}'),
      ),
    ),
  );
}

function mailboxName(isMailbox: boolean, line: number): string | undefined {
  return isMailbox
    ? /^m-\d{4}/.exec(read('support-desk/mailbox.csv').toString().split('\n')[line - 1] ?? '')?.[0]
    : undefined;
}

describe('the tea shop in Chinese', () => {
  it('keeps every good row untouched and finds the salt', async () => {
    const { project, data, importText, clean, freeze } = await createTestProject(services, ['zh']);
    const pairs = await importText(read('support-desk-zh/pairs.jsonl'), 'pairs.jsonl');
    expect(pairs).toMatchObject({ duplicateCount: 0, rejectCount: 0 });
    expect((await clean()).counts).toEqual({ active: pairs.recordCount });
    const salt = await importText(read('support-desk-zh/salt.jsonl'), 'salt.jsonl');
    expect(salt).toMatchObject({ readCount: 37, duplicateCount: 3, rejectCount: 0 });
    const run = await clean();
    expect(run.counts).toMatchObject({
      dropped: 6,
      set_aside: 3,
      'text_encoding.mojibake_repaired': 2,
      'html.html_removed': 2,
      'pii.pii_replaced': 8,
      'template_tokens.template_tokens_removed': 2,
      'role_order.roles_exchanged': 1,
      'role_order.turns_reversed': 1,
      'empty_turn.empty_answer': 2,
      'length.too_long': 1,
      'language.other_language': 2,
      'duplicates.normalised_duplicate': 4,
      'duplicates.contradictory_answer': 6,
    });
    const version = await freeze('tea', { seed: 4 });
    expect(version.state).toBe('frozen');
    expect((await data.records.list({ project, text: '茶签', limit: 500 })).items.length).toBeGreaterThan(20);
  });
});

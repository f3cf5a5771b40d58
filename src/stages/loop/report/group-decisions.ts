import type { Cli } from '#platform/terminal/command.ts';
import { dataContract } from '#stages/data/index.ts';

/** All decisions of one kind, with every row they touched. */
export type DecisionGroup = {
  operator: string;
  action: string;
  code: string;
  reason: string;
  rows: { recordId: string; name: string; preview: string }[];
};

/** Reads every decision of a cleaning run and puts those of one kind together. */
export async function groupDecisions(cli: Cli, project: string, id: string): Promise<DecisionGroup[]> {
  const groups = new Map<string, DecisionGroup>();
  const { cleaningRuns } = cli.client(dataContract);
  let after: string | undefined;
  do {
    const { items, next } = await cleaningRuns.decisions({
      project,
      id,
      limit: 500,
      ...(after ? { after } : {}),
    });
    for (const item of items) {
      const key = `${item.operator}.${item.action}.${item.code}`;
      const group = groups.get(key) ?? {
        operator: item.operator,
        action: item.action,
        code: item.code,
        reason: item.reason,
        rows: [],
      };
      group.rows.push({
        recordId: item.recordId,
        name: item.externalId ?? item.recordId.slice(-8),
        preview: item.preview,
      });
      groups.set(key, group);
    }
    after = next ?? undefined;
  } while (after);
  return [...groups.values()].sort(
    (a, b) => order(a.action) - order(b.action) || b.rows.length - a.rows.length,
  );
}

const order = (action: string): number => ['drop', 'set_aside', 'modify', 'flag'].indexOf(action);

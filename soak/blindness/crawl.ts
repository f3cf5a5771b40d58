import type { Random } from '../../bench/seeded-random.ts';
import { type Fact, findShown, listForbidden } from './facts.ts';
import { knock, type Received } from './knock.ts';
import type { Door } from './list-doors.ts';
import { mayUse, type Principal } from './principals.ts';

export type Crawl = {
  origin: string;
  doors: readonly Door[];
  principals: readonly Principal[];
  facts: readonly Fact[];
  /** The project that the facts are of. */
  projectId: string;
  /** What may stand in a path or a body: ids, numbers and names of everything there is. */
  values: Values;
  /** How many ways to fill a path are tried per route and principal. */
  triesPerDoor: number;
  /** The API's own description as it was before there was anything to hide. */
  document: string;
  random: Random;
  say(line: string): void;
};

export type Values = {
  projects: string[];
  evaluations: string[];
  kinds: string[];
  others: string[];
  models: string[];
};

export type CrawlReport = {
  requests: number;
  /** Answered with something: a door that lets somebody in. */
  opened: number;
  leaks: string[];
  /** Faults of the server itself. */
  failures: string[];
};

/** Everybody knocks at every door, with everything that they could know, and every answer is searched for what is not theirs. */
export async function crawl(options: Crawl): Promise<CrawlReport> {
  const report: CrawlReport = { requests: 0, opened: 0, leaks: [], failures: [] };
  for (const principal of options.principals) {
    const forbidden = listForbidden(options.facts, principal);
    const found = new Set<string>();
    const visit = async (wave: readonly string[] | undefined) =>
      inLanes(planKnocks(options, principal, wave), async ({ door, ...wish }) => {
        const received = await knock(options.origin, wish);
        for (const id of findIds(received)) found.add(id);
        report.requests += 1;
        if (received.status < 300) report.opened += 1;
        const where = `${wish.method} ${door.path} (${received.status})`;
        if (received.status === 500) report.failures.push(`${where} for ${principal.name}: ${received.body}`);
        if (door.from === 'document' && received.body === options.document) return;
        const asked = `${decodeURIComponent(wish.path)} ${JSON.stringify(wish.body ?? '')}`;
        const searched = forbidden.filter(isSearchedFor(door, principal, options));
        for (const { what } of findShown(searched, asked, received))
          report.leaks.push(`${principal.name} learns ${what} from ${where}`);
      });
    await visit(undefined);
    const discovered = [...found].filter(id => !options.values.others.includes(id)).slice(0, mostDiscovered);
    if (discovered.length > 0) await visit(discovered);
    options.say(`${principal.name}: ${report.requests} requests so far, ${report.leaks.length} leaks`);
  }
  return { ...report, leaks: countEqual(report.leaks), failures: countEqual(report.failures) };
}

function countEqual(lines: readonly string[]): string[] {
  return [...Map.groupBy(lines, line => line)].map(([line, { length }]) =>
    length > 1 ? `${line}, ${length} times` : line,
  );
}

const mostDiscovered = 40;

/** Texts of a pair are what a voter is there for: at the doors of the vote they are not a leak, their origin would be. */
const isSearchedFor =
  (door: Door, { actor }: Principal, { projectId }: Crawl) =>
  ({ what }: Fact): boolean =>
    !(what === answerTextOf && door.access === 'vote' && mayUse(actor, 'vote', projectId));

export const answerTextOf = 'the text of an answer that is voted on';

type Planned = {
  door: Door;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: unknown;
  atMostMs?: number;
};

function planKnocks(options: Crawl, principal: Principal, wave: readonly string[] | undefined): Planned[] {
  return options.doors.flatMap(door => {
    const paths = fillPath(door, options, wave);
    return paths.flatMap(path =>
      methodsOf(door, principal, options, path === paths[0]).flatMap(method => wishes(method, path, door)),
    );
  });

  function wishes(method: string, path: string, door: Door): Planned[] {
    const start = { door, method, path, headers: principal.headers };
    if (method === 'GET' && door.path.endsWith('/events'))
      return [{ ...start, path: `${path}?after=0`, atMostMs: 250 }];
    if (['GET', 'HEAD', 'OPTIONS', 'DELETE'].includes(method)) {
      const plain = { ...start, atMostMs: 5_000 };
      return method === 'GET'
        ? [plain, { ...plain, path: `${path}?limit=500&current=false&direction=both` }]
        : [plain];
    }
    return bodiesFor(door, options).map(body => ({ ...start, body, atMostMs: 5_000 }));
  }
}

/** What somebody may change is not changed: the house must stand until the end. All other methods are tried too, once a path. */
function methodsOf(door: Door, { actor }: Principal, { projectId }: Crawl, isFirst: boolean): string[] {
  const others = isFirst ? ['HEAD', 'OPTIONS'].filter(method => method !== door.method) : [];
  const isMine = door.method !== 'GET' && mayUse(actor, door.access, projectId);
  const harmless = door.access === 'person' && door.method === 'POST';
  return isMine && !harmless ? others : [door.method, ...others];
}

function fillPath(
  door: Door,
  { values, triesPerDoor, random }: Crawl,
  wave: readonly string[] | undefined,
): string[] {
  const names = [...door.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const open = names.filter(name => name !== 'project');
  if (wave && open.length === 0) return [];
  const tries =
    open.length === 0 ? values.projects.length : wave ? Math.min(wave.length, triesPerDoor) : triesPerDoor;
  const start = Math.floor(random() * values.others.length);
  const paths = Array.from({ length: names.length === 0 ? 1 : tries }, (_, i) =>
    door.path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(valueFor(name, i))),
  );
  return [...new Set(paths)];

  function valueFor(name: string, i: number): string {
    const from = (list: readonly string[]) => list[i % list.length]!;
    if (name === 'project')
      return open.length === 0
        ? from(values.projects)
        : i % 5 === 4
          ? from(values.projects)
          : values.projects[0]!;
    if (wave) return from(wave);
    if (name === 'evaluation') return from(values.evaluations);
    if (name === 'kind' || name === 'of') return from(values.kinds);
    if (name === 'direction') return i % 2 ? 'up' : 'down';
    if (name === 'rest') return from(values.models);
    return values.others[(start + i) % values.others.length]!;
  }
}

/** Nothing, everything, and at the gateway each model by its name. */
function bodiesFor(door: Door, { values }: Crawl): unknown[] {
  if (door.path === '/v1/chat/completions')
    return values.models.flatMap(model =>
      [false, true].map(stream => ({
        model,
        stream,
        messages: [{ role: 'user', content: 'Which model are you?' }],
      })),
    );
  if (door.path === '/v1/feedback')
    return values.others
      .slice(0, 4)
      .map(id => ({ completion_id: `chatcmpl-${id}`, kind: 'thumb', thumb: 'up' }));
  const [id] = values.others;
  return [
    {},
    {
      id,
      name: 'x',
      project: values.projects[0],
      organizationId: 'attune',
      userId: id,
      version: 1,
      email: 'owner@attune.local',
    },
  ];
}

const findIds = ({ body }: Received): string[] =>
  body.match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g) ?? [];

async function inLanes<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  const lane = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

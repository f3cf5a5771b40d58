import type { Bench, Figure } from './bench.ts';
import { load, type Load, type LoadResult } from './gateway/load.ts';
import { startPortkey } from './gateway/portkey.ts';
import {
  type Contender,
  readMemoryBytes,
  startAttune,
  startProgram,
  type Started,
  stopAll,
} from './gateway/start-contender.ts';

/**
 * `npm run bench -- gateway [rounds]`: all on this machine, each in a process of its own, in turns, round by round; every
 * answer is read whole and checked. Medians over the rounds.
 */
export default {
  name: 'gateway',
  summary: 'the gateway with its durable record against the bare upstream, a bare pass-through and Portkey',
  run: ({ args }) => measure(Number(args[0] ?? 3)).finally(stopAll),
} satisfies Bench;

/** The busy ones first: the quiet one then finds everybody's code compiled. */
const loads = {
  'JSON, 16 connections, 0 ms upstream': { connections: 16, model: 'wait-0', stream: false, seconds: 2 },
  'SSE of 50 events, 16 connections': { connections: 16, model: 'wait-0', stream: true, seconds: 2 },
  'JSON, 1 connection, 50 ms upstream': { connections: 1, model: 'wait-50', stream: false, seconds: 2 },
} satisfies Record<string, Load>;
type LoadName = keyof typeof loads;

async function measure(rounds: number): Promise<Figure[]> {
  const { contenders, attune } = await startAll();
  const results = new Map<string, LoadResult[]>();
  for (const name of Object.keys(loads) as LoadName[]) {
    for (const each of contenders) await load(each, { ...loads[name], seconds: 0.5 });
    for (let round = 0; round < rounds; round++)
      for (const each of contenders) {
        const key = `${name}|${each.name}`;
        results.set(key, [...(results.get(key) ?? []), await load(each, loads[name])]);
      }
  }
  const memoryBytes = readMemoryBytes(attune.pid);
  return describe(contenders, results, memoryBytes);
}

async function startAll(): Promise<{ contenders: Contender[]; attune: Contender }> {
  const upstream = await startProgram('upstream.ts');
  const { origin } = upstream.said as { origin: string };
  const contender = async (name: string, started: Promise<Started>): Promise<Contender> => {
    const { process: child, said } = await started;
    const headers: Record<string, string> = said.key ? { authorization: `Bearer ${said.key}` } : {};
    return { name, origin: said.origin!, headers, model: each => each, pid: child.pid! };
  };
  const direct: Contender = {
    name: 'direct',
    origin,
    headers: {},
    model: each => each,
    pid: upstream.process.pid!,
  };
  const attune = await contender('Attune', startAttune(origin));
  const contenders = [
    direct,
    await contender('pass-through', startProgram('pass-through.ts', origin)),
    attune,
  ];
  try {
    contenders.push(await startPortkey(origin, 48_787));
  } catch (error) {
    console.error(`Not compared: Portkey could not be started (${String(error).slice(0, 200)}).`);
  }
  console.error('Not compared: LiteLLM (742 MB; measured once by hand, research/peers.md).');
  return { contenders, attune };
}

function describe(
  contenders: Contender[],
  results: Map<string, LoadResult[]>,
  memoryBytes: number | undefined,
): Figure[] {
  const names = Object.keys(loads) as LoadName[];
  const of = (name: LoadName, who: string) => results.get(`${name}|${who}`) ?? [];
  const p50 = (name: LoadName, who: string) => median(of(name, who).map(each => each.p50Ms));
  const rate = (name: LoadName, who: string) => median(of(name, who).map(each => each.perSecond));
  const [json, sse, slow] = names as [LoadName, LoadName, LoadName];
  const others = contenders.map(each => each.name).filter(name => name !== 'direct');
  const plain = (name: string, value: number, unit: string): Figure => ({
    name,
    value,
    unit,
    goal: null,
    met: null,
  });
  const goal = (name: string, value: number, unit: string, text: string, met: boolean): Figure => ({
    name,
    value,
    unit,
    goal: text,
    met,
  });
  const added = others.map(who => {
    const ms = p50(slow, who) - p50(slow, 'direct');
    const name = `${who}: added p50, ${slow}`;
    return who === 'Attune' ? goal(name, ms, 'ms', '< 1 ms', ms < 1) : plain(name, ms, 'ms');
  });
  const rates = [json, sse].flatMap(kind =>
    contenders.map(({ name }) => plain(`${name}: ${kind}`, rate(kind, name), '/s')),
  );
  const ratio = (name: LoadName, least: number) => {
    const value = rate(name, 'Attune') / rate(name, 'Portkey 1.15.2');
    return goal(`Attune / Portkey, ${name}`, value, 'x', `>= ${least}x`, value >= least);
  };
  const wrong = [...results.values()].flat().reduce((sum, each) => sum + each.wrong, 0);
  return [
    ...added,
    ...rates,
    ...(others.includes('Portkey 1.15.2') ? [ratio(json, 4), ratio(sse, 3)] : []),
    ...(memoryBytes
      ? [goal('Attune: memory after the load', memoryBytes / 1e6, 'MB', '< 200 MB', memoryBytes < 200e6)]
      : []),
    goal('answers that were not whole, of anybody', wrong, '', '0', wrong === 0),
  ];
}

function median(values: number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

import type { House } from '../server-kill/house.ts';

/** One client that does one thing after the other, and remembers in which order it was answered. */
export type Probe = { calls: string[]; answers: Map<string, string> };

export const newProbe = (): Probe => ({ calls: [], answers: new Map() });

const perRound = 4;

/** Ids grow in the order of what they name, and a repeat of a request is the request, whatever the clock says. */
export async function probeOrder({ client, fault }: House, probe: Probe, round: number): Promise<void> {
  for (let n = 0; n < perRound; n++) {
    const body = { model: 'desk/far', messages: [{ role: 'user', content: `probe ${round}-${n} words 3` }] };
    const { status, body: answer } = await client.call<{ id: string }>('POST', '/v1/chat/completions', body);
    if (status !== 200)
      return fault(`a chat was answered with ${status}: ${JSON.stringify(answer).slice(0, 200)}`);
    const last = probe.calls.at(-1);
    if (last !== undefined && answer.id <= last)
      fault(`call ${answer.id} came after ${last} and sorts before it`);
    probe.calls.push(answer.id);
  }
  await repeat({ client, fault } as House, probe, round);
}

async function repeat({ client, fault }: House, probe: Probe, round: number): Promise<void> {
  const make = async (key: string) => {
    const wish = { name: `source ${key}`, origin: 'own' };
    const { body } = await client.call<{ id: string }>('POST', '/projects/desk/sources', wish, key);
    return body.id;
  };
  probe.answers.set(`clock-${round}`, await make(`clock-${round}`));
  for (const [key, id] of [...probe.answers].slice(-5)) {
    const again = await make(key);
    if (again !== id) fault(`the request ${key} made ${id}, and its repeat made ${again}`);
  }
}

type Page = { items: { id: string }[]; next: string | null };

/** Page by page each call once, newest first, and those of the probe in their order. */
export async function checkLists({ client, fault }: House, probe: Probe): Promise<number> {
  const seen: string[] = [];
  for (let after: string | null = ''; after !== null;) {
    const query: string = after ? `&after=${encodeURIComponent(after)}` : '';
    const { body } = await client.call<Page>('GET', `/projects/desk/calls?limit=100${query}`);
    seen.push(...body.items.map(each => each.id.replaceAll('-', '')));
    after = body.next;
  }
  if (new Set(seen).size !== seen.length) fault('a list of calls gives one twice');
  const place = new Map(seen.map((id, index) => [id, index]));
  const places = probe.calls.map(id => place.get(id.replace('chatcmpl-', '')) ?? -1);
  if (places.includes(-1)) fault('a call of the probe is in no page of the list');
  if (places.some((at, index) => index > 0 && at >= places[index - 1]!))
    fault('calls are listed in another order');
  return seen.length;
}

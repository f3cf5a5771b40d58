import { queryClient } from '#platform/ui/api/query-client.ts';
import type { FoundObject } from '#platform/ui/stage-web.ts';
import { addressOf, stages } from '../../stages.ts';
import type { Entry, EntryGroup } from './entry.ts';
import { named, type PaletteContext } from './palette-context.ts';

const freshMs = 30_000;
const finders = stages.filter(({ objects }) => objects !== undefined);

export type Found = { objects: FoundObject[]; isPartial: boolean };

/** What is known by name or number, kept in the browser for a moment. What one may not read is not there. */
export const listObjects = (project: string): Promise<Found> =>
  collect(async (name, load) =>
    queryClient.fetchQuery({
      queryKey: [['palette', name], project],
      queryFn: async ({ signal }) => (await load()).default.list?.(project, signal) ?? [],
      staleTime: freshMs,
    }),
  );

/** What only the server can find. */
export const searchObjects = (project: string, text: string, signal: AbortSignal): Promise<Found> =>
  collect(async (_, load) => (await load()).default.search?.(project, text, signal) ?? []);

type Load = NonNullable<(typeof stages)[number]['objects']>;

async function collect(ask: (name: string, load: Load) => Promise<FoundObject[]>): Promise<Found> {
  const answers = await Promise.allSettled(finders.map(({ name, objects }) => ask(name, objects!)));
  return {
    objects: answers.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : [])),
    isPartial: answers.some(answer => answer.status === 'rejected' && !isRefusal(answer.reason)),
  };
}

const isRefusal = ({ status }: { status?: number }): boolean => status === 403 || status === 404;

export function objectEntry(
  context: PaletteContext,
  object: FoundObject,
  group: EntryGroup = 'object',
): Entry {
  const { kind, id, name, number, language } = object;
  const kinds = named(context, `loop:kind.${kind}`);
  const title = number === undefined ? name : `${kinds.label} ${number}`;
  return {
    id: `${kind}.${id}`,
    group,
    label: number === undefined || name === '' ? title : `${title} · ${name}`,
    words: [
      name,
      id,
      ...(number === undefined ? [] : [`${number}`, ...kinds.words.map(word => `${word} ${number}`)]),
    ],
    also: kinds.words,
    where: number === undefined ? kinds.label : '',
    ...(language === undefined || language === context.language ? {} : { lang: language }),
    run: () =>
      context.go(addressOf(context.project!, kind, id) ?? `/p/${context.project}/loop/lineage/${kind}/${id}`),
  };
}

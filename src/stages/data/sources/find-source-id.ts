import { AttuneError } from '#platform/http/attune-error.ts';
import type { Cli } from '#platform/terminal/command.ts';
import { type Source, sourceContract } from './source.contract.ts';

/** For commands: a source by its name. */
export async function findSourceId(cli: Cli, name: string): Promise<string> {
  const sources = await listAllSources(cli);
  const found = sources.find(source => source.name === name || source.id === name);
  if (found) return found.id;
  const names = sources.map(source => source.name).join(', ');
  throw new AttuneError('not_found', `The project has no source "${name}".`, {
    status: 404,
    remedy: names ? `It has: ${names}.` : 'Make one: attune source create NAME --origin own',
  });
}

export async function listAllSources(cli: Cli): Promise<Source[]> {
  return (await cli.client(sourceContract).list({ project: await cli.project(), limit: 500 })).items;
}

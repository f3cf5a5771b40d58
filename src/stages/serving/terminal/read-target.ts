import { AttuneError } from '#platform/http/attune-error.ts';
import type { Cli } from '#platform/terminal/command.ts';
import { baseContract } from '#stages/models/bases/base.contract.ts';
import { connectionContract } from '#stages/models/connections/connection.contract.ts';
import { modelVersionContract } from '#stages/models/versions/model-version.contract.ts';
import type { Deployment } from '../deployments/deployment.contract.ts';

type Target = Deployment['targets'][number];

/** The models that a target can name, by their names for people. */
export type NamedModels = { find(name: string): Target | undefined; nameOf(target: Target): string };

export async function readNamedModels(cli: Cli, project: string): Promise<NamedModels> {
  const [versions, bases, connections] = await Promise.all([
    cli.client(modelVersionContract).list({ project, limit: 500 }),
    cli.client(baseContract).list(),
    cli.client(connectionContract).list({ project }),
  ]);
  return {
    find(name) {
      const version = versions.items.find(each => each.name === name);
      if (version) return { kind: 'version', modelVersionId: version.id, weight: 1 };
      const base = bases.items.find(each => each.slug === name);
      if (base) return { kind: 'base', baseModelId: base.id, systemPrompt: '', weight: 1 };
      const connection = connections.items.find(each => each.name === name);
      return connection && { kind: 'connection', connectionId: connection.id, systemPrompt: '', weight: 1 };
    },
    nameOf(target) {
      switch (target.kind) {
        case 'version':
          return (
            versions.items.find(each => each.id === target.modelVersionId)?.name ?? target.modelVersionId
          );
        case 'base':
          return bases.items.find(each => each.id === target.baseModelId)?.slug ?? target.baseModelId;
        case 'connection':
          return connections.items.find(each => each.id === target.connectionId)?.name ?? target.connectionId;
      }
    },
  };
}

/** `NAME` or `NAME=WEIGHT`, of a model version, a base or a connection. */
export function readTarget(models: NamedModels, text: string): Target {
  const [, name = text, weight = '1'] = /^(.*?)(?:=(\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  const target = models.find(name);
  if (!target)
    throw new AttuneError('not_found', `There is no model version, base or connection "${name}".`, {
      status: 404,
      remedy: 'attune models list and attune connection list show those there are.',
    });
  return { ...target, weight: Number(weight) };
}

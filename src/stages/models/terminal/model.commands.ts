import { AttuneError } from '#platform/http/attune-error.ts';
import type { Cli, CommandModule } from '#platform/terminal/command.ts';
import { table } from '#platform/terminal/format.ts';
import { type BaseModel, baseContract } from '../bases/base.contract.ts';
import { exportCommands } from './export.commands.ts';
import { isSoftPrompt } from '../exports/is-soft-prompt.ts';
import { type ModelVersion, modelVersionContract } from '../versions/model-version.contract.ts';

export const modelCommands: CommandModule = (program, cli) => {
  const models = program
    .command('models')
    .description('Base models of this installation and model versions of the project');
  exportCommands(models, cli);

  models
    .command('list')
    .description('Bases, and what tuning made of them')
    .action(async () => {
      const { items: bases } = await cli.client(baseContract).list();
      cli.show({ bases, versions: await versionsIfAny(cli) }, describeAll);
    });

  models
    .command('show <name>')
    .description('One base (slug) or model version (name)')
    .action(async name => {
      const { items: bases } = await cli.client(baseContract).list();
      const found =
        (await versionsIfAny(cli)).find(each => each.name === name) ?? bases.find(each => each.slug === name);
      if (!found) throw unknown(name);
      cli.show(found, value => ('slug' in value ? describeBase(value) : describeVersion(value)));
    });

  models
    .command('add <directory-or-name>')
    .description(
      'Register a directory of the server (config.json, tokenizer.json, safetensors) as a base model, or by its name one that npm run setup -- --model fetched',
    )
    .option('--slug <slug>', "what to call it; the directory's name where absent")
    .option('--name <name>', 'name for people')
    .option('--license <license>', 'its licence', 'unknown')
    .option('--languages <codes>', 'languages it knows, comma-separated', '')
    .action(async (directory, options) => {
      const languages = options.languages.split(',').filter(Boolean);
      const base = await cli.client(baseContract).register({ ...options, path: directory, languages });
      cli.show(base, made => `${made.slug} is there.\n${describeBase(made)}`);
    });
};

/** Bases belong to no project, so that they can be seen before there is one. */
async function versionsIfAny(cli: Cli): Promise<ModelVersion[]> {
  try {
    const page = await cli.client(modelVersionContract).list({ project: await cli.project(), limit: 500 });
    return page.items;
  } catch (error) {
    if (error instanceof AttuneError && error.code === 'project_needed') return [];
    throw error;
  }
}

const describeAll = ({ bases, versions }: { bases: BaseModel[]; versions: ModelVersion[] }): string => {
  const baseRows = bases.map(base => [
    base.slug,
    millions(base),
    base.contextTokens,
    base.license,
    base.origin,
  ]);
  const versionRows = versions.map(each => [each.number, each.name, each.base, each.servedBy, timeOf(each)]);
  return [
    table(['BASE', 'PARAMETERS', 'CONTEXT', 'LICENCE', 'ORIGIN'], baseRows),
    ...(versions.length > 0 ? ['', table(['#', 'VERSION', 'BASE', 'ANSWERED BY', 'MADE'], versionRows)] : []),
  ].join('\n');
};

/** The typed client gives dates as they stand in JSON. */
const timeOf = ({ createdAt }: { createdAt: Date | string }): string =>
  new Date(createdAt).toISOString().slice(0, 16);

const millions = (base: BaseModel): string => `${Math.round(base.parameters / 1e6)} M`;

const describeBase = (base: BaseModel): string =>
  [
    `${base.name} (${base.slug}), ${base.architecture}, ${millions(base)}, ${base.contextTokens} tokens of context`,
    `licence    ${base.license}`,
    `languages  ${base.languages.join(', ') || 'not named'}`,
    `weights    ${base.path}`,
    `digest     ${base.digest}`,
    `answers    ${base.ggufPath ? `by llama.cpp, from ${base.ggufPath}` : 'by the Python engine: it has no GGUF file'}`,
  ].join('\n');

const answeredBy = (version: ModelVersion): string => {
  if (version.servedBy === 'llama.cpp') return 'by llama.cpp';
  if (isSoftPrompt(version))
    return 'by the Python engine: vLLM, Ollama and llama.cpp cannot load soft prompts';
  return 'by the Python engine: its base has no GGUF file';
};

const describeVersion = (version: ModelVersion): string =>
  [
    `${version.name} (version ${version.number}), tuned from ${version.base}`,
    `made       ${timeOf(version)}${version.runId ? ` by run ${version.runId}` : ''}`,
    `answers    ${answeredBy(version)}`,
    `adapter    ${version.adapterDigest}`,
    `base       ${version.baseDigest}`,
    `template   ${version.templateDigest}`,
    `sampling   temperature ${version.sampling.temperature}, top_p ${version.sampling.topP}, at most ${version.sampling.maxTokens} tokens`,
    `system     ${version.systemPrompt || '(empty)'}`,
  ].join('\n');

const unknown = (name: string) =>
  new AttuneError('not_found', `There is no base model or model version "${name}".`, {
    status: 404,
    remedy: 'attune models list shows those there are.',
  });

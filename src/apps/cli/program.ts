import { Command } from 'commander';
import type { Cli, CommandModule } from '#platform/terminal/command.ts';
import { dataCommands } from '#stages/data/index.ts';
import { evaluationCommands } from '#stages/evaluation/index.ts';
import { feedbackCommands } from '#stages/feedback/index.ts';
import { lineageCommands, loopCommands } from '#stages/loop/index.ts';
import { needCommands } from '#stages/need/index.ts';
import { modelsCommands } from '#stages/models/index.ts';
import { servingCommands } from '#stages/serving/index.ts';
import { tuningCommands } from '#stages/tuning/index.ts';
import { version } from '#apps/server/version.ts';
import { backupCommands } from './backup-commands.ts';
import { completionCommand } from './completion.ts';
import { quickstartCommand } from './quickstart.ts';
import { createCli, type GlobalFlags } from './create-cli.ts';
import { auditCommand } from './audit-command.ts';
import { keyCommands } from './key-commands.ts';
import { memberCommands } from './member-commands.ts';
import { systemCommands } from './system-commands.ts';

const modules: CommandModule[] = [
  systemCommands,
  memberCommands,
  keyCommands,
  auditCommand,
  needCommands,
  dataCommands,
  modelsCommands,
  tuningCommands,
  evaluationCommands,
  servingCommands,
  feedbackCommands,
  lineageCommands,
  loopCommands,
  backupCommands,
  quickstartCommand,
  completionCommand,
];

/** All commands of the terminal; none asks anything of a server before it is run. */
export function createProgram(): { program: Command; cli: Cli } {
  const program = new Command('attune')
    .description(
      'The whole life of a fine-tuned language model: need, data, labeling, models, tuning, evaluation, serving, monitoring, feedback',
    )
    .version(version)
    .option('-p, --project <slug>', 'the project (else ATTUNE_PROJECT, else the only one)')
    .option('--json', 'print JSON for programs')
    .option('--lang <code>', 'language of the terminal: en or zh')
    .option('--data <dir>', 'data directory whose server to use')
    .option('--url <address>', 'address of the server (else ATTUNE_URL)')
    .option('--key <key>', 'API key (else ATTUNE_API_KEY)')
    .showSuggestionAfterError()
    .exitOverride();
  const cli = createCli(() => program.opts<GlobalFlags>());
  for (const register of modules) register(program, cli);
  return { program, cli };
}

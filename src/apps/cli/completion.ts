import type { Command } from 'commander';
import type { CommandModule } from '#platform/terminal/command.ts';

/** `attune completion bash|zsh|fish` prints a script for the shell; it asks nothing of the server. */
export const completionCommand: CommandModule = program => {
  program
    .command('completion <shell>')
    .description('A completion script: eval "$(attune completion bash)"')
    .action((shell: string) => void process.stdout.write(script(shell, program)));
};

function script(shell: string, program: Command): string {
  const words = wordsByPath(program);
  if (shell === 'fish') return fish(words);
  if (shell === 'zsh') return `autoload -U +X bashcompinit && bashcompinit\n${bash(words)}`;
  if (shell === 'bash') return bash(words);
  return program.error(`Completion knows bash, zsh and fish, not "${shell}".`, { exitCode: 2 });
}

/** What may follow each command: its subcommands and options. */
function wordsByPath(
  command: Command,
  path = '',
  found = new Map<string, string[]>(),
): Map<string, string[]> {
  const options = command.options.map(option => option.long).filter(long => long !== undefined);
  found.set(path, [...command.commands.map(each => each.name()), ...options]);
  for (const each of command.commands) wordsByPath(each, `${path} ${each.name()}`.trim(), found);
  return found;
}

function bash(words: Map<string, string[]>): string {
  const cases = [...words].map(
    ([path, next]) => `    "${path}") COMPREPLY=($(compgen -W "${next.join(' ')}" -- "$word")) ;;`,
  );
  return `_attune() {
  local word="\${COMP_WORDS[COMP_CWORD]}" path="" each
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do [[ "$each" == -* ]] || path="\${path:+$path }$each"; done
  case "$path" in
${cases.join('\n')}
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o default -F _attune attune
`;
}

function fish(words: Map<string, string[]>): string {
  return [...words]
    .flatMap(([path, next]) => {
      const seen = path ? `__fish_seen_subcommand_from ${path.split(' ').at(-1)}` : '__fish_use_subcommand';
      return next
        .filter(word => !word.startsWith('-'))
        .map(word => `complete -c attune -n '${seen}' -a '${word}'`);
    })
    .join('\n')
    .concat('\n');
}

import type { CommandModule } from '#platform/terminal/command.ts';

export const dataCommands: CommandModule = () => {};

export { runCommands as tuningCommands } from './terminal/run.commands.ts';

// Set-up, quickstart and tests. Runs on a bare Node, before any package is there: nothing but Node's own is imported.
const oldestNode = 20;

if (Number(process.versions.node.split('.')[0]) < oldestNode) {
  console.error(
    `Attune needs Node ${oldestNode} or newer to set itself up; this is ${process.versions.node}.`,
  );
  console.error(
    'Nothing was changed. Install a newer Node (nodejs.org or your system), then run the same command again.',
  );
  process.exit(3);
}

const { runCommand } = await import('./command.mjs');
process.exitCode = await runCommand(process.argv.slice(2), process.env);

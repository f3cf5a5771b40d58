/** Lines that are drawn over themselves. Only for a terminal. */
export function createLiveBlock(output: NodeJS.WriteStream): { draw(lines: string[]): void } {
  let height = 0;
  return {
    draw(lines) {
      const up = height > 0 ? `\u001b[${height}A` : '';
      output.write(`${up}${lines.map(line => `\u001b[2K${line}\n`).join('')}\u001b[0J`);
      height = lines.length;
    },
  };
}

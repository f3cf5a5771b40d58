/** Where lines go: the file descriptor may be a file on a full disk, or a pipe whose reader is gone. */
export type Sink = { write(text: string): unknown; on(event: 'error', listener: () => void): unknown };

/**
 * Writes lines for as long as that works. A log that cannot be written must not end what it tells about; how many lines
 * were lost is told with the next one that can be.
 */
export function createLineWriter(sink: Sink): (line: string) => void {
  let lost = 0;
  // A pipe tells of its failure later, and without a listener that would end the process.
  sink.on('error', () => (lost += 1));
  return line => {
    try {
      if (lost > 0) sink.write(`${JSON.stringify(lostLines(lost))}\n`);
      lost = 0;
      sink.write(`${line}\n`);
    } catch {
      lost += 1;
    }
  };
}

const lostLines = (lines: number) => ({
  time: new Date().toISOString(),
  level: 'warn',
  message: 'lines of this log could not be written',
  lines,
});

/** Cuts a stream of server-sent events into the texts of their `data`; comments and other fields are skipped. */
export function createSseReader(onData: (data: string) => void): { push(bytes: Uint8Array): void } {
  const decoder = new TextDecoder();
  let rest = '';
  return {
    push(bytes) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/);
      rest = lines.pop()!;
      for (const line of lines) if (line.startsWith('data:')) onData(line.slice(5).trimStart());
    },
  };
}

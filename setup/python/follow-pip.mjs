/** Reads pip's output (`--progress-bar raw`) line by line and shows bytes of the one large file it fetches. */
export function followBytes(progress) {
  return line => {
    const bytes = /^\s*Progress (\d+) of (\d+)/.exec(line);
    if (bytes) progress.amount(Number(bytes[1]), Number(bytes[2]) || undefined, 'bytes');
    if (isUnpacking(line)) progress.phase('unpacking');
  };
}

/** The same for many small packages: how many of the `total` lines of a lock pip has dealt with. */
export function followCount(progress, total) {
  let count = 0;
  return line => {
    if (/^(Collecting|Processing|Ignoring|Requirement already satisfied:) /.test(line))
      progress.amount((count += 1), total, 'packages');
    if (isUnpacking(line)) progress.phase(`unpacking ${line.split(',').length} packages`);
  };
}

const isUnpacking = line => line.startsWith('Installing collected packages');

import { chmodSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * A campaign's own folder. Others may enter it: below a folder that only root may enter the embedded PostgreSQL would keep
 * its cluster elsewhere, where nobody takes it away.
 */
export function newCampaignFolder(name: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), `attune-${name}-`));
  chmodSync(folder, 0o755);
  return folder;
}

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { silentLog } from '#platform/logging/log.ts';
import { markBoth, replaceMark, setAsideStranger } from './match-cluster.ts';
import type { PostgresHome } from './postgres-home.ts';

function place(): { dataDir: string; home: PostgresHome; makeCluster(): void } {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'attune-mark-'));
  const dataDir = path.join(root, 'data');
  const clusterDir = path.join(root, 'elsewhere', 'cluster');
  fs.mkdirSync(dataDir);
  const makeCluster = () => {
    fs.mkdirSync(clusterDir, { recursive: true });
    fs.writeFileSync(path.join(clusterDir, 'PG_VERSION'), '18');
  };
  return { dataDir, makeCluster, home: { clusterDir, moved: 'root' } as PostgresHome };
}

test('a cluster stays with its data directory', () => {
  const { dataDir, home, makeCluster } = place();
  makeCluster();
  markBoth(dataDir, home);
  setAsideStranger(dataDir, home, silentLog);
  expect(fs.existsSync(home.clusterDir)).toBe(true);
});

test('a cluster whose data directory was deleted is set aside, not used and not lost', () => {
  const { dataDir, home, makeCluster } = place();
  makeCluster();
  markBoth(dataDir, home);
  fs.rmSync(dataDir, { recursive: true });
  fs.mkdirSync(dataDir);
  setAsideStranger(dataDir, home, silentLog);
  expect(fs.existsSync(home.clusterDir)).toBe(false);
  expect(fs.readdirSync(path.dirname(home.clusterDir)).some(name => name.startsWith('cluster.'))).toBe(true);
});

test('a data directory whose cluster is gone is not given an empty one', () => {
  const { dataDir, home, makeCluster } = place();
  makeCluster();
  markBoth(dataDir, home);
  fs.rmSync(home.clusterDir, { recursive: true });
  expect(() => setAsideStranger(dataDir, home, silentLog)).toThrow(/database of .* is gone/);
});

test('a data directory at whose place another cluster lies is not given that one, nor an empty one', () => {
  const { dataDir, home, makeCluster } = place();
  makeCluster();
  markBoth(dataDir, home);
  fs.writeFileSync(path.join(path.dirname(home.clusterDir), 'installation'), 'of another');
  expect(() => setAsideStranger(dataDir, home, silentLog)).toThrow(/is of another data directory/);
  expect(fs.existsSync(home.clusterDir)).toBe(true);
});

test('a copy that gets a mark of its own keeps its cluster', () => {
  const { dataDir, home, makeCluster } = place();
  makeCluster();
  markBoth(dataDir, home);
  const before = fs.readFileSync(path.join(dataDir, 'installation'), 'utf8');
  replaceMark(dataDir, home);
  expect(fs.readFileSync(path.join(dataDir, 'installation'), 'utf8')).not.toBe(before);
  setAsideStranger(dataDir, home, silentLog);
  expect(fs.existsSync(home.clusterDir)).toBe(true);
});

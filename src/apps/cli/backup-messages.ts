import type { RestoreStep, RestoreSummary } from '#platform/backup/restore-backup.ts';
import type { BackupSummary } from '#platform/backup/take-backup.ts';
import { bytes } from '#platform/terminal/format.ts';

type Checked = { program: string; createdAt: string; members: number };
type Restored = RestoreSummary & { dataDirectory: string };

const count = (n: number): string => n.toLocaleString('en-US');

const en = {
  writing: (what: 'database' | 'files', name: string, written: string) =>
    `${what === 'database' ? 'Database' : 'Files'}: ${name} (${written} written)`,
  written: (done: BackupSummary) =>
    [
      `${done.file}: ${bytes(done.sizeBytes)}, ${count(done.rows)} rows of ${done.tables} tables, ${count(done.files)} files.`,
      'It holds the secret of the installation: whoever has the file has everything. Only your user may read it.',
    ].join('\n'),
  checked: (done: Checked) =>
    `The backup is whole: ${count(done.members)} members, written by Attune ${done.program} on ${done.createdAt}.`,
  restoring: (what: RestoreStep, name: string, done: string) =>
    ({
      verify: `Comparing with digests: ${done} read`,
      files: `Files: ${name}`,
      schema: `Schema: ${name}`,
      database: `Rows: ${name}`,
    })[what],
  restored: (done: Restored) =>
    [
      `Restored into ${done.dataDirectory}: ${count(done.rows)} rows of ${done.tables} tables, ${count(done.files)} files, ${count(done.jobs)} waiting jobs.`,
      `It is the platform of ${done.createdAt} (Attune ${done.program}). Keys are as they were then: revoke again what was revoked since. Everybody signs in anew.`,
      ...done.warnings.map(warning => `! ${warning}`),
    ].join('\n'),
};

const zh: typeof en = {
  writing: (what, name, written) => `${what === 'database' ? '数据库' : '文件'}:${name}(已写入 ${written})`,
  written: done =>
    [
      `${done.file}:${bytes(done.sizeBytes)},${done.tables} 张表共 ${count(done.rows)} 行,${count(done.files)} 个文件。`,
      '其中含有本安装的密钥:得到此文件就得到一切。只有当前用户可以读取它。',
    ].join('\n'),
  checked: done =>
    `备份完整:${count(done.members)} 个成员,由 Attune ${done.program} 写于 ${done.createdAt}。`,
  restoring: (what, name, done) =>
    ({
      verify: `核对摘要:已读 ${done}`,
      files: `文件:${name}`,
      schema: `表结构:${name}`,
      database: `数据行:${name}`,
    })[what],
  restored: done =>
    [
      `已恢复到 ${done.dataDirectory}:${done.tables} 张表共 ${count(done.rows)} 行,${count(done.files)} 个文件,${count(done.jobs)} 个待办任务。`,
      `这是 ${done.createdAt} 的平台(Attune ${done.program})。密钥恢复到当时的状态:此后吊销的请再次吊销。所有人需重新登录。`,
      ...done.warnings.map(warning => `! ${warning}`),
    ].join('\n'),
};

export const backupMessages = { en, zh };

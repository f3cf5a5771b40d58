import type { SameKeys } from '#platform/i18n/catalog.ts';
import type en from './errors.en.ts';

const errors: SameKeys<typeof en> = {
  unreachable: { message: '无法连接服务器。', remedy: '请确认服务器正在运行；恢复后页面会自动继续。' },
  unexpected: { message: '发生意外错误：{{message}}', remedy: '' },
};

export default errors;

import type { SameKeys } from '#platform/i18n/catalog.ts';
import type en from './en.ts';

const setup: SameKeys<typeof en> = {
  title: '欢迎使用 Attune',
  owner: {
    title: '所有者',
    name: '姓名',
    nameNeeded: '您的操作会以此姓名显示给他人。',
    email: '邮箱',
    password: '密码',
    passwordHint: '10 至 128 个字符',
    save: '保存',
    saved: '已保存。以后用此邮箱和密码登录。',
    later: '不设密码时，每次登录都需要新的一次性链接。',
  },
  data: {
    title: '数据存放位置',
    directory: '目录',
    database: '数据库',
    embedded: '内置 PostgreSQL，位于同一目录',
    text: '数据不会离开您的机器。备份会把目录与数据库一并保存。',
  },
  model: {
    title: '起步模型',
    name: '模型',
    size: '大小',
    sizes: '{{parameters}}参数，本机占用 {{bytes}}',
    licence: '许可',
    here: '已在本机，无需下载。',
    missing: '不在本机',
    remedy: '运行以下命令即可安装：',
  },
  example: {
    title: '您的第一轮',
    text: '示例是一个完整的闭环：从原始邮件到微调后的模型与盲选投票。您也可以直接用自己的数据开始。',
    open: '打开示例',
    own: '用自己的数据开始',
  },
};

export default setup;

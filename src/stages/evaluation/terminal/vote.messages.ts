export type Language = 'en' | 'zh';

const en = {
  question: 'Question',
  answer: 'Answer',
  left: 'LEFT',
  right: 'RIGHT',
  choices: {
    left: 'left is better',
    right: 'right is better',
    tie: 'equally good',
    both_bad: 'both bad',
    skip: 'skipped',
  },
  keys: '1 left   2 right   3 equally good   4 both bad   ·   s skip   z undo   p pause   ? keys',
  submit: (choice: string) => `→ ${choice}. Same key again or Enter submits.`,
  help: [
    '1 2 3 4  choose; the same digit again, or Enter, submits',
    's        skip this pair',
    'z        take back a choice, or the last vote',
    'p        pause; your place is kept (Ctrl-C does the same)',
  ],
  progress: (voted: number, of: number) => `${voted} of ${of}`,
  recorded: (choice: string) => `recorded: ${choice}`,
  undone: 'Your last vote is taken back.',
  undoneAlready: 'It is taken back already: vote on this pair. Only the last vote can be taken back.',
  done: (voted: number) => `Thank you: you have voted on all your pairs (${voted}).`,
  closed: (number: string) =>
    `Thank you: the planned votes are in and the voting has ended. See it with: attune eval show ${number}`,
  paused: (voted: number, of: number, number: string) =>
    `Paused after ${voted} of ${of}. Go on with: attune vote ${number}`,
};

export type VoteMessages = typeof en;

const zh: VoteMessages = {
  question: '问题',
  answer: '回答',
  left: '左',
  right: '右',
  choices: { left: '左边更好', right: '右边更好', tie: '一样好', both_bad: '都不好', skip: '已跳过' },
  keys: '1 左   2 右   3 一样好   4 都不好   ·   s 跳过   z 撤销   p 暂停   ? 按键',
  submit: choice => `→ ${choice}。再按一次同一个键或回车提交。`,
  help: [
    '1 2 3 4  选择；再按同一个数字或回车提交',
    's        跳过这一对',
    'z        取消选择，或撤销上一票',
    'p        暂停，进度会保留（Ctrl-C 相同）',
  ],
  progress: (voted, of) => `${voted} / ${of}`,
  recorded: choice => `已记录：${choice}`,
  undone: '上一票已撤销。',
  undoneAlready: '已撤销：请对这一对投票。只能撤销最后一票。',
  done: voted => `谢谢：您的所有对照都已投完（${voted}）。`,
  closed: number => `谢谢：计划的票数已满，投票结束。查看结果：attune eval show ${number}`,
  paused: (voted, of, number) => `已暂停：${voted} / ${of}。继续：attune vote ${number}`,
};

export const voteMessages: Record<Language, VoteMessages> = { en, zh };

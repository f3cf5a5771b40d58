/** What the team of the pictures wrote. The shop and its people are invented; questions and answers come from examples/. */
export const shop = {
  slug: 'shop-desk',
  name: 'Shop desk 客服',
  systemPrompt: 'You are the support desk of Harbour & Wick. Answer in the language of the customer.',
  owner: { name: 'Lin Yao', email: 'lin.yao@harbourwick.example' },
};

export const people = [
  { id: 'mara', name: 'Mara Quill', role: 'engineer' },
  { id: 'chenyu', name: '陈屿', role: 'manager' },
  { id: 'tom', name: 'Tom Reed', role: 'annotator' },
  { id: 'suhe', name: '苏禾', role: 'annotator' },
  { id: 'ines', name: 'Ines Falk', role: 'annotator' },
] as const;

export const brief = {
  reason: 'tone',
  problem:
    'Answers have to sound like our own desk in both languages and keep to our own rules. A prompt holds the voice for a sentence, then the model falls back to general shop talk.',
  target: 'Staff prefer the tuned answer in at least 70 of 100 blind comparisons.',
  metrics: [
    { name: 'time to first answer', now: '9 h', aim: '1 h' },
    { name: 'answers sent without an edit', now: '0 %', aim: '40 %' },
  ],
  limits: "Runs on the shop's own computer, no GPU.",
  readiness: {
    zeroShot: 'insufficient',
    fewShot: 'insufficient',
    chainOfThought: 'not_applicable',
    retrieval: 'insufficient',
    decomposed: true,
    goodRows: 1000,
    nextBasePlan:
      'Keep the data, tune the new base on the same dataset version, compare both versions blind.',
  },
};

/** What an untuned base says: friendly, correct and nobody's. */
export const untuned = {
  en: [
    'Thank you for reaching out. I am sorry to hear that you have had this experience. To help you further, please send your order number and a short description of the issue, and a member of our team will get back to you as soon as possible.',
    'I understand your concern. In general, you can find this information in your account under “My orders”. If you do not see it there, please contact our customer service and they will be happy to assist you.',
    'Hello! I would be glad to help you with that. Policies may vary depending on your region and the item. Please check the returns section of our website, where you can find all the details that you need.',
  ],
  zh: [
    '您好，感谢您的咨询。非常抱歉给您带来不便。请您提供订单号和问题描述，我们的工作人员会尽快为您处理。',
    '您好，一般情况下您可以在“我的订单”中查看相关信息。如果没有找到，请联系客服，我们将竭诚为您服务。',
    '亲爱的顾客您好，具体政策可能因地区和商品而有所不同，建议您查看网站的售后说明，了解详细信息。',
  ],
};

/** Lines that no import can read, each for another reason. */
export const spoilt = [
  '{"id": "t-9001", "messages": [{"role": "user", "content": "Where is my lamp?"}',
  '{"id": "t-9002", "messages": [{"role": "user", "content": "Do you sell chimneys for the Tern?"}]}',
  '{"id": "t-9003", "messages": [{"role": "client", "content": "Hello?"}, {"role": "assistant", "content": "Ahoy from the lamp room."}]}',
  'exported by mailtool 2.1',
];

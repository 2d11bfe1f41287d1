//! Courtesies, and words that ask for an answer before the question begins.

/// Said before anything; goes wherever something follows.
pub const COURTESIES: &[&str] = &[
    "hi, hello, hey, dear, good morning|afternoon|evening|day, greetings, please, pls, plz, kindly, quick question, sorry",
    "excuse me, one question, another question, question, just wondering, i was wondering, i wonder, hi there, hello there, hey there",
];

/// Asks to be told; goes where a question or an order follows.
pub const REQUESTS: &[&str] = &[
    "could|can|would|will you please|kindly|maybe|quickly tell|show|let me know, could|can|would|will you",
    "could|can|would|will you please|kindly|maybe|quickly, could|can|would|will you tell|show me|us",
    "could|can|would|will you please|kindly|maybe|quickly tell|show me|us, tell me|us, tell me|us please, please tell me|us",
    "could|can|may i|we see|get|have|know, let me|us know|see, do you know, any idea, i need|want to know|see|learn|find",
    "i|we would like|love to know|see|learn|hear, i|we want|need|have to know|see|learn|report, i am|we are interested in",
    "i am|we are trying|looking to find|see|know|understand, find out, check, please check, help me find|see",
    "i would like you to, i want|need you to, do you happen to know, can someone tell me, can anyone tell me, show me, i am asking",
];

/// How a question or an order begins.
pub const ASKED: &[&str] = &[
    "what",
    "which",
    "who",
    "whose",
    "whom",
    "where",
    "when",
    "why",
    "how",
    "whether",
    "if",
    "is",
    "are",
    "was",
    "were",
    "do",
    "does",
    "did",
    "has",
    "have",
    "had",
    "any",
    "list",
    "show",
    "count",
    "explain",
    "compare",
    "give",
    "name",
    "fix",
    "describe",
    "display",
    "find",
    "the",
    "all",
    "every",
    "there",
    "our",
    "tell",
    "elaborate",
    "print",
];

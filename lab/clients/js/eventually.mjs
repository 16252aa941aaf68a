import assert from 'node:assert/strict';

/** Reads until what is read is good, as an index follows its table within moments. */
export async function eventually(what, read, good) {
  const deadline = Date.now() + 10_000;
  let seen = await read();
  while (!good(seen) && Date.now() < deadline) {
    await new Promise((done) => setTimeout(done, 20));
    seen = await read();
  }
  assert.ok(good(seen), `${what}: ${JSON.stringify(seen)}`);
  return seen;
}

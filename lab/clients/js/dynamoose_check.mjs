// Checks that dynamoose works unchanged: it creates and updates its tables itself.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import dynamoose from 'dynamoose';
import { eventually } from './eventually.mjs';

const ddb = new dynamoose.aws.ddb.DynamoDB({
  endpoint: process.argv[2], region: 'us-east-1', maxAttempts: 2,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
dynamoose.aws.ddb.set(ddb);
const run = randomUUID().slice(0, 8);

const userSchema = new dynamoose.Schema({
  id: { type: String, hashKey: true },
  joined: { type: Number, rangeKey: true },
  email: { type: String, required: true, index: { name: 'byEmail', type: 'global' } },
  country: { type: String, index: { name: 'byCountry', type: 'global', rangeKey: 'joined', project: ['email'] } },
  score: { type: Number, default: 0, index: { name: 'byScore', type: 'local', project: true } },
  tags: { type: Set, schema: [String] },
  address: { type: Object, schema: { city: String, geo: { type: Array, schema: [Number] } } },
  avatar: Buffer,
  active: Boolean,
}, { timestamps: true });
const User = dynamoose.model(`dynamoose-${run}-user`, userSchema);
const Account = dynamoose.model(`dynamoose-${run}-account`, new dynamoose.Schema({ id: String, balance: Number }));
new dynamoose.Table(`dynamoose-${run}-user`, [User], {
  waitForActive: { enabled: true, check: { timeout: 60_000, frequency: 100 } }, throughput: 'ON_DEMAND', initialize: false,
  expires: { ttl: 1000 * 60 * 60, attribute: 'expiresAt' }, tags: { project: 'checks' },
});
new dynamoose.Table(`dynamoose-${run}-account`, [Account], {
  waitForActive: { enabled: true, check: { timeout: 60_000, frequency: 100 } }, throughput: { read: 5, write: 5 }, initialize: false });

async function items() {
  const user = await User.create({
    id: 'u1', joined: 1, email: 'a@example.org', country: 'de', score: 7, tags: new Set(['x', 'y']),
    address: { city: 'Berlin', geo: [52.5, 13.4] }, avatar: Buffer.from([0, 255]), active: true });
  assert.ok(user.createdAt);
  await assert.rejects(User.create({ id: 'u1', joined: 1, email: 'b@example.org' }), { name: 'ConditionalCheckFailedException' });
  const read = await User.get({ id: 'u1', joined: 1 }, { consistent: true });
  assert.deepEqual(read.address, { city: 'Berlin', geo: [52.5, 13.4] });
  assert.deepEqual([...read.tags].sort(), ['x', 'y']);
  assert.deepEqual(Buffer.from(read.avatar), Buffer.from([0, 255]));
  const updated = await User.update({ id: 'u1', joined: 1 }, { $ADD: { score: 3 }, $SET: { active: false }, $REMOVE: ['avatar'] });
  assert.equal(updated.score, 10);
  assert.equal(updated.avatar, undefined);
  await assert.rejects(
    User.update({ id: 'u1', joined: 1 }, { active: true }, { condition: new dynamoose.Condition().where('score').lt(5) }),
    { name: 'ConditionalCheckFailedException' });
}

async function queries() {
  const many = Array.from({ length: 25 }, (_, i) => ({ id: 'u2', joined: 100 + i, email: `m${i}@example.org`, country: 'fr', score: 50 - i }));
  const { unprocessedItems } = await User.batchPut(many);
  assert.deepEqual(unprocessedItems, []);
  const range = await User.query('id').eq('u2').where('joined').between(105, 109).sort('descending').exec();
  assert.deepEqual(range.map(({ joined }) => joined), [109, 108, 107, 106, 105]);
  const local = await User.query('id').eq('u2').where('score').ge(48).using('byScore').consistent().exec();
  assert.deepEqual(local.map(({ score }) => score), [48, 49, 50]);
  const country = await eventually('byCountry',
    () => User.query('country').eq('fr').where('joined').gt(119).using('byCountry').exec(), (found) => found.length === 5);
  assert.equal(country[0].email, 'm20@example.org');
  assert.equal(country[0].score, undefined, 'not projected');
  const email = await eventually('byEmail', () => User.query('email').eq('m3@example.org').exec(), (found) => found.length === 1);
  assert.equal(email[0].joined, 103);
  const first = await User.scan('country').eq('fr').limit(10).exec();
  const rest = await User.scan('country').eq('fr').startAt(first.lastKey).all().exec();
  assert.equal(first.count + rest.count, 25);
  assert.equal((await User.scan().parallel(3).count().exec()).count, 26);
  const got = await User.batchGet([{ id: 'u2', joined: 100 }, { id: 'u2', joined: 124 }]);
  assert.equal(got.length, 2);
  await User.batchDelete(many.map(({ id, joined }) => ({ id, joined })));
  assert.equal((await User.query('id').eq('u2').count().exec()).count, 0);
}

async function transactions() {
  await Account.batchPut([{ id: 'a', balance: 100 }, { id: 'b', balance: 0 }]);
  const move = (amount) => dynamoose.transaction([
    Account.transaction.update({ id: 'a' }, { $ADD: { balance: -amount } }, { condition: new dynamoose.Condition().where('balance').ge(amount) }),
    Account.transaction.update({ id: 'b' }, { $ADD: { balance: amount } }),
    User.transaction.condition({ id: 'u1', joined: 1 }, new dynamoose.Condition().where('score').eq(10)),
  ]);
  await move(60);
  await assert.rejects(move(60), { name: 'TransactionCanceledException' });
  const [a, b] = await dynamoose.transaction([Account.transaction.get({ id: 'a' }), Account.transaction.get({ id: 'b' })]);
  assert.deepEqual([a.balance, b.balance], [40, 60]);
}

await User.table().initialize();
await Account.table().initialize();
await items();
await queries();
await transactions();
const { TimeToLiveDescription } = await ddb.describeTimeToLive({ TableName: `dynamoose-${run}-user` });
assert.equal(TimeToLiveDescription.AttributeName, 'expiresAt');
await ddb.deleteTable({ TableName: `dynamoose-${run}-user` });
await ddb.deleteTable({ TableName: `dynamoose-${run}-account` });
console.log('dynamoose: ok');

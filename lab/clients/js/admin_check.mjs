// Checks that dynamodb-admin's table list and item pages load from the endpoint given.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, PutItemCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import admin from 'dynamodb-admin';

const client = new DynamoDBClient({
  endpoint: process.argv[2],
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 2,
});
const TableName = `admin-${randomUUID().slice(0, 8)}`;
await client.send(new CreateTableCommand({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
}));
await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
for (let n = 0; n < 40; n++) {
  await client.send(new PutItemCommand({ TableName, Item: { id: { S: `item-${n}` }, colour: { S: 'vermilion' } } }));
}

const app = admin.createServer({ dynamoDbClient: client });
const server = app.listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const base = `http://127.0.0.1:${server.address().port}`;

async function page(path, ...needles) {
  const answer = await fetch(base + path);
  const text = await answer.text();
  assert.equal(answer.status, 200, `${path} answers ${answer.status}: ${text}`);
  for (const needle of needles) assert.ok(text.includes(needle), `${path} shows ${needle}`);
  return text;
}

await page('/', TableName);
await page(`/tables/${TableName}`, TableName);
await page(`/tables/${TableName}/meta`, TableName);
await page(`/tables/${TableName}/items/item-7`, 'item-7', 'vermilion');
await page(`/tables/${TableName}/get?hash=item-7`, 'vermilion');
const first = JSON.parse(await page(`/tables/${TableName}/items`));
assert.equal(first.Items.length, 25, 'a first page of 25 items');
const second = JSON.parse(await page(`/tables/${TableName}/items?startKey=${first.nextKey}&pageNum=2`));
assert.equal(second.Items.length, 15, 'a second page with the rest');
const filters = encodeURIComponent(JSON.stringify({ id: { type: 'S', operator: '=', value: 'item-3' } }));
const found = JSON.parse(await page(`/tables/${TableName}/items?operationType=query&filters=${filters}`));
assert.deepEqual(found.Items.map((item) => item.id), ['item-3'], 'a query by key');
const removed = await fetch(`${base}/tables/${TableName}/items/item-7`, { method: 'DELETE' });
assert.equal(removed.status, 204, 'an item is deleted');
assert.equal((await fetch(`${base}/tables/${TableName}/items/item-7`)).status, 404, 'and is gone');
await client.send(new DeleteTableCommand({ TableName }));
server.close();
server.closeAllConnections();
console.log('dynamodb-admin: the table list and the item pages load');

// Checks that the AWS SDK for JavaScript v3 works unchanged against the endpoint given.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  BatchGetItemCommand, BatchWriteItemCommand, ConditionalCheckFailedException, CreateTableCommand,
  DeleteItemCommand, DeleteTableCommand, DescribeTableCommand, DynamoDBClient, GetItemCommand,
  paginateListTables, paginateQuery, paginateScan, PutItemCommand, ResourceNotFoundException,
  UpdateItemCommand, waitUntilTableExists, waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

const client = new DynamoDBClient({
  endpoint: process.argv[2],
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 2,
});
const documents = DynamoDBDocumentClient.from(client);
const TableName = `js-${randomUUID().slice(0, 8)}`;
const key = (at) => ({ id: { S: 'a' }, at: { N: String(at) } });

async function table() {
  await client.send(new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' }, { AttributeName: 'at', AttributeType: 'N' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }, { AttributeName: 'at', KeyType: 'RANGE' }],
  }));
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
  const names = [];
  for await (const page of paginateListTables({ client, pageSize: 1 }, {})) names.push(...page.TableNames);
  assert.equal(names.filter((name) => name === TableName).length, 1, 'the table is listed once');
}

async function allTypes() {
  const Item = {
    ...key(1),
    s: { S: 'žluťoučký 🐎' }, n: { N: '-12.5' }, b: { B: new Uint8Array([0, 255, 1]) },
    t: { BOOL: false }, z: { NULL: true }, ss: { SS: ['x'] }, ns: { NS: ['1'] },
    bs: { BS: [new Uint8Array([7])] }, l: { L: [{ S: 'x' }, { L: [] }] }, m: { M: { k: { M: {} } } },
  };
  await client.send(new PutItemCommand({ TableName, Item }));
  const read = await client.send(new GetItemCommand({ TableName, Key: key(1), ConsistentRead: true }));
  assert.deepEqual(read.Item, Item, 'all ten types');
  await documents.send(new PutCommand({
    TableName, Item: { id: 'doc', at: 1, nested: { list: [1, 'two', null, true], set: new Set(['a']) } } }));
  const document = await documents.send(new GetCommand({ TableName, Key: { id: 'doc', at: 1 } }));
  assert.deepEqual(document.Item.nested, { list: [1, 'two', null, true], set: new Set(['a']) }, 'document');
}

async function conditions() {
  await assert.rejects(
    client.send(new PutItemCommand({
      TableName, Item: { ...key(1), s: { S: 'lost' } }, ConditionExpression: 'attribute_not_exists(id)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })),
    (error) => {
      assert.ok(error instanceof ConditionalCheckFailedException, `a failed condition: ${error}`);
      assert.equal(error.Item.n.N, '-12.5', 'the item that was in the way');
      return true;
    });
  const counted = await documents.send(new UpdateCommand({
    TableName, Key: { id: 'doc', at: 1 }, UpdateExpression: 'SET #c = if_not_exists(#c, :zero) + :one',
    ExpressionAttributeNames: { '#c': 'count' }, ExpressionAttributeValues: { ':zero': 0, ':one': 1 },
    ReturnValues: 'UPDATED_NEW' }));
  assert.deepEqual(counted.Attributes, { count: 1 }, 'counter');
  const removed = await client.send(new UpdateItemCommand({
    TableName, Key: key(1), UpdateExpression: 'REMOVE l[0], s', ReturnValues: 'ALL_NEW' }));
  assert.deepEqual(removed.Attributes.l, { L: [{ L: [] }] }, 'removed from a list');
  await assert.rejects(
    client.send(new GetItemCommand({ TableName: 'no-such-table', Key: key(1) })), ResourceNotFoundException);
}

async function pages() {
  for (let from = 10; from < 60; from += 25) {
    const puts = Array.from({ length: 25 }, (_, i) => ({ PutRequest: { Item: { ...key(from + i), pad: { S: 'x'.repeat(200) } } } }));
    const written = await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));
    assert.deepEqual(written.UnprocessedItems, {}, 'nothing unprocessed');
  }
  const order = [];
  const query = {
    TableName, KeyConditionExpression: 'id = :i AND #at >= :a', ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':i': { S: 'a' }, ':a': { N: '10' } } };
  for await (const page of paginateQuery({ client, pageSize: 9 }, query)) order.push(...page.Items.map((item) => Number(item.at.N)));
  assert.deepEqual(order, Array.from({ length: 50 }, (_, i) => 10 + i), 'query in order');
  let scanned = 0;
  for await (const page of paginateScan({ client, pageSize: 13 }, { TableName })) scanned += page.Count;
  assert.equal(scanned, 52, 'scan');
  const got = await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key(10), key(11), key(999)] } } }));
  assert.equal(got.Responses[TableName].length, 2, 'batch get');
}

await table();
await allTypes();
await conditions();
await pages();
await client.send(new DeleteItemCommand({ TableName, Key: key(1) }));
await client.send(new DeleteTableCommand({ TableName }));
await waitUntilTableNotExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
await assert.rejects(client.send(new DescribeTableCommand({ TableName })), ResourceNotFoundException);
console.log('AWS SDK for JavaScript v3: all answers right');

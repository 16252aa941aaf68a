// Checks that dynamodb-toolbox works unchanged, with a table, an index and two entities.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  $add, $append, $get, $remove, BatchGetCommand, BatchGetRequest, BatchPutRequest, BatchWriteCommand, ConditionCheck,
  DeleteItemCommand, Entity, executeBatchGet, executeBatchWrite, executeTransactGet, executeTransactWrite, GetItemCommand,
  GetTransaction, item, list, map, number, prefix, PutItemCommand, PutTransaction, QueryCommand, ScanCommand, set, string,
  Table, UpdateItemCommand, UpdateTransaction,
} from 'dynamodb-toolbox';
import { eventually } from './eventually.mjs';

const client = new DynamoDBClient({
  endpoint: process.argv[2], region: 'us-east-1', maxAttempts: 2,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
const name = `toolbox-${randomUUID().slice(0, 8)}`;
const Pokedex = new Table({
  documentClient: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
  name,
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  indexes: {
    byLevel: { type: 'global', partitionKey: { name: 'trainer', type: 'string' }, sortKey: { name: 'level', type: 'number' } },
    byName: { type: 'local', sortKey: { name: 'nickname', type: 'string' } },
  },
});

async function create() {
  const types = { pk: 'S', sk: 'S', trainer: 'S', level: 'N', nickname: 'S' };
  await client.send(new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: Object.entries(types).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
    GlobalSecondaryIndexes: [{
      IndexName: 'byLevel', Projection: { ProjectionType: 'ALL' },
      KeySchema: [{ AttributeName: 'trainer', KeyType: 'HASH' }, { AttributeName: 'level', KeyType: 'RANGE' }],
    }],
    LocalSecondaryIndexes: [{
      IndexName: 'byName', Projection: { ProjectionType: 'ALL' },
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'nickname', KeyType: 'RANGE' }],
    }],
  }));
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: name });
}

const Pokemon = new Entity({
  name: 'Pokemon',
  table: Pokedex,
  schema: item({
    species: string().key().savedAs('pk').transform(prefix('POKEMON')),
    id: string().key().savedAs('sk'),
    trainer: string().optional(),
    level: number().default(1),
    nickname: string().optional(),
    types: set(string()).optional(),
    moves: list(map({ title: string(), power: number() })).default([]),
  }),
});
const Trainer = new Entity({
  name: 'Trainer',
  table: Pokedex,
  schema: item({
    region: string().key().savedAs('pk').transform(prefix('TRAINER')),
    id: string().key().savedAs('sk'),
    coins: number().default(100),
  }),
});

async function items() {
  await Pokemon.build(PutItemCommand).item({
    species: 'pikachu', id: '1', trainer: 'ash', level: 5, nickname: 'Sparky', types: new Set(['electric']),
  }).send();
  await assert.rejects(
    Pokemon.build(PutItemCommand).item({ species: 'pikachu', id: '1' })
      .options({ condition: { attr: 'species', exists: false } }).send(),
    { name: 'ConditionalCheckFailedException' });
  const { Attributes } = await Pokemon.build(UpdateItemCommand).item({
    species: 'pikachu', id: '1', level: $add(3), moves: $append([{ title: 'thunder', power: 110 }]), trainer: $get('nickname'),
  }).options({ returnValues: 'ALL_NEW' }).send();
  assert.equal(Attributes.level, 8);
  assert.deepEqual(Attributes.moves, [{ title: 'thunder', power: 110 }]);
  assert.equal(Attributes.trainer, 'Sparky', 'one attribute set to another one');
  await Pokemon.build(UpdateItemCommand).item({ species: 'pikachu', id: '1', trainer: 'ash', nickname: $remove() }).send();
  const { Item } = await Pokemon.build(GetItemCommand).key({ species: 'pikachu', id: '1' })
    .options({ consistent: true, attributes: ['trainer', 'nickname', 'moves[0].title'] }).send();
  assert.deepEqual(Item, { trainer: 'ash', moves: [{ title: 'thunder' }] });
}

async function batches() {
  const many = Array.from({ length: 25 }, (_, i) => Pokemon.build(BatchPutRequest).item({
    species: 'rattata', id: String(100 + i), trainer: 'joey', level: i, nickname: `rat${100 + i}` }));
  const { UnprocessedItems = {} } = await executeBatchWrite(Pokedex.build(BatchWriteCommand).requests(...many));
  assert.deepEqual(UnprocessedItems, {});
  const { Responses } = await executeBatchGet(Pokedex.build(BatchGetCommand).requests(
    Pokemon.build(BatchGetRequest).key({ species: 'rattata', id: '100' }),
    Pokemon.build(BatchGetRequest).key({ species: 'rattata', id: '124' })).options({ consistent: true }));
  assert.deepEqual(Responses[0].map((found) => found.level), [0, 24]);
}

async function queries() {
  const local = await Pokedex.build(QueryCommand).entities(Pokemon)
    .query({ index: 'byName', partition: 'POKEMON#rattata', range: { between: ['rat110', 'rat112'] } })
    .options({ consistent: true, reverse: true }).send();
  assert.deepEqual(local.Items.map((found) => found.nickname), ['rat112', 'rat111', 'rat110']);
  const global = await eventually('the global index',
    () => Pokedex.build(QueryCommand).entities(Pokemon).query({ index: 'byLevel', partition: 'joey', range: { gte: 20 } }).send(),
    ({ Items }) => Items.length === 5);
  assert.deepEqual(global.Items.map((found) => found.level), [20, 21, 22, 23, 24]);
  const { Items, Count } = await Pokedex.build(ScanCommand).entities(Pokemon)
    .options({ filters: { Pokemon: { and: [{ attr: 'level', gt: 22 }, { attr: 'trainer', beginsWith: 'jo' }] } }, maxPages: Infinity }).send();
  assert.equal(Items.length, 2);
  assert.equal(Count, 2);
}

async function transactions() {
  await Trainer.build(PutItemCommand).item({ region: 'kanto', id: 'ash' }).send();
  await executeTransactWrite(
    Trainer.build(UpdateTransaction).item({ region: 'kanto', id: 'ash', coins: $add(-40) })
      .options({ condition: { attr: 'coins', gte: 40 } }),
    Pokemon.build(PutTransaction).item({ species: 'eevee', id: '1', trainer: 'ash' }));
  await assert.rejects(
    executeTransactWrite(
      Trainer.build(ConditionCheck).key({ region: 'kanto', id: 'ash' }).condition({ attr: 'coins', gte: 100 }),
      Pokemon.build(PutTransaction).item({ species: 'eevee', id: '2', trainer: 'ash' })),
    (error) => {
      assert.equal(error.name, 'TransactionCanceledException');
      assert.deepEqual(error.CancellationReasons.map(({ Code }) => Code), ['ConditionalCheckFailed', 'None']);
      return true;
    });
  const { Responses } = await executeTransactGet(
    Trainer.build(GetTransaction).key({ region: 'kanto', id: 'ash' }),
    Pokemon.build(GetTransaction).key({ species: 'eevee', id: '1' }),
    Pokemon.build(GetTransaction).key({ species: 'eevee', id: '2' }));
  assert.equal(Responses[0].Item.coins, 60);
  assert.equal(Responses[1].Item.trainer, 'ash');
  assert.equal(Responses[2].Item, undefined);
}

await create();
await items();
await batches();
await queries();
await transactions();
const { Attributes } = await Pokemon.build(DeleteItemCommand).key({ species: 'eevee', id: '1' }).options({ returnValues: 'ALL_OLD' }).send();
assert.equal(Attributes.trainer, 'ash');
await client.send(new DeleteTableCommand({ TableName: name }));
console.log('dynamodb-toolbox: ok');

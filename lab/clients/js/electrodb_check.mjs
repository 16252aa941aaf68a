// Checks that ElectroDB, with a single-table model of three entities, works unchanged.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { Entity, Service } from 'electrodb';
import { eventually } from './eventually.mjs';

const client = new DynamoDBClient({
  endpoint: process.argv[2], region: 'us-east-1', maxAttempts: 2,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
const table = `electrodb-${randomUUID().slice(0, 8)}`;
const keys = ['pk', 'sk', 'gsi1pk', 'gsi1sk'];

async function create() {
  await client.send(new CreateTableCommand({
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
    GlobalSecondaryIndexes: [{
      IndexName: 'gsi1', Projection: { ProjectionType: 'ALL' },
      KeySchema: [{ AttributeName: 'gsi1pk', KeyType: 'HASH' }, { AttributeName: 'gsi1sk', KeyType: 'RANGE' }],
    }],
  }));
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: table });
}

const Employee = new Entity({
  model: { entity: 'employee', version: '1', service: 'company' },
  attributes: {
    employeeId: { type: 'string', default: () => randomUUID() },
    office: { type: 'string', required: true },
    team: { type: ['red', 'blue'], required: true },
    salary: { type: 'number', default: 0 },
    skills: { type: 'set', items: 'string' },
    address: { type: 'map', properties: { city: { type: 'string' }, zip: { type: 'string' } } },
    history: { type: 'list', items: { type: 'map', properties: { year: { type: 'number' }, title: { type: 'string' } } } },
    updatedAt: { type: 'number', watch: '*', set: () => 42, readOnly: false },
  },
  indexes: {
    employee: { pk: { field: 'pk', composite: ['employeeId'] }, sk: { field: 'sk', composite: [] } },
    coworkers: {
      index: 'gsi1', collection: 'workplaces',
      pk: { field: 'gsi1pk', composite: ['office'] }, sk: { field: 'gsi1sk', composite: ['team', 'employeeId'] },
    },
  },
}, { client, table });

const Office = new Entity({
  model: { entity: 'office', version: '1', service: 'company' },
  attributes: { office: { type: 'string', required: true }, country: { type: 'string' }, seats: { type: 'number' } },
  indexes: {
    office: { pk: { field: 'pk', composite: ['country'] }, sk: { field: 'sk', composite: ['office'] } },
    workplace: {
      index: 'gsi1', collection: 'workplaces',
      pk: { field: 'gsi1pk', composite: ['office'] }, sk: { field: 'gsi1sk', composite: [] },
    },
  },
}, { client, table });

const company = new Service({ employee: Employee, office: Office });

async function crud() {
  const { data: made } = await Employee.create({
    employeeId: 'e1', office: 'berlin', team: 'red', salary: 10, skills: ['java', 'sql'],
    address: { city: 'Berlin', zip: '10115' }, history: [{ year: 2020, title: 'junior' }],
  }).go();
  assert.equal(made.salary, 10);
  await assert.rejects(Employee.create({ employeeId: 'e1', office: 'x', team: 'red' }).go(), /conditional/i);
  const { data: read } = await Employee.get({ employeeId: 'e1' }).go();
  assert.deepEqual(read.skills, ['java', 'sql']);
  assert.deepEqual(read.history, [{ year: 2020, title: 'junior' }]);

  const { data: patched } = await Employee.patch({ employeeId: 'e1' })
    .add({ salary: 5, skills: ['go'] })
    .append({ history: [{ year: 2024, title: 'senior' }] })
    .set({ 'address.zip': '10117' })
    .where(({ salary }, { eq }) => eq(salary, 10))
    .go({ response: 'all_new' });
  assert.equal(patched.salary, 15);
  assert.deepEqual(patched.skills.sort(), ['go', 'java', 'sql']);
  assert.equal(patched.history.length, 2);
  assert.deepEqual(patched.address, { city: 'Berlin', zip: '10117' });
  await assert.rejects(Employee.patch({ employeeId: 'nobody' }).set({ salary: 1 }).go(), /conditional/i);
  const { data: upserted } = await Employee.upsert({ employeeId: 'e2', office: 'berlin', team: 'blue', salary: 3 }).go({ response: 'all_new' });
  assert.equal(upserted.salary, 3);
}

async function collections() {
  await Office.put([{ office: 'berlin', country: 'de', seats: 40 }, { office: 'munich', country: 'de', seats: 7 }]).go();
  const both = await eventually('the collection',
    () => company.collections.workplaces({ office: 'berlin' }).go(),
    ({ data }) => data.employee.length === 2 && data.office.length === 1);
  assert.deepEqual(both.data.employee.map((e) => e.employeeId).sort(), ['e1', 'e2']);
  const { data: reds } = await Employee.query.coworkers({ office: 'berlin', team: 'red' }).go();
  assert.deepEqual(reds.map((e) => e.employeeId), ['e1']);
  const { data: begins } = await Employee.query.coworkers({ office: 'berlin' }).begins({ team: 'bl' }).go();
  assert.deepEqual(begins.map((e) => e.employeeId), ['e2']);
  const { data: found } = await Employee.scan.where(({ salary }, { between }) => between(salary, 1, 5)).go({ pages: 'all' });
  assert.deepEqual(found.map((e) => e.employeeId), ['e2']);
  const { data: offices } = await Office.query.office({ country: 'de' }).go({ order: 'desc' });
  assert.deepEqual(offices.map((o) => o.office), ['munich', 'berlin']);
}

async function batches() {
  const many = Array.from({ length: 60 }, (_, i) => ({ employeeId: `m${i}`, office: 'munich', team: 'blue', salary: i }));
  const { unprocessed } = await Employee.put(many).go({ concurrency: 2 });
  assert.deepEqual(unprocessed, []);
  const { data } = await Employee.get(many.map(({ employeeId }) => ({ employeeId }))).go({ concurrency: 2 });
  assert.equal(data.length, 60);
  let cursor = null;
  const seen = new Set();
  await eventually('all in the index', () => Employee.query.coworkers({ office: 'munich' }).go({ pages: 'all' }), ({ data: all }) => all.length === 60);
  do {
    const page = await Employee.query.coworkers({ office: 'munich' }).go({ cursor, limit: 17 });
    page.data.forEach((employee) => seen.add(employee.employeeId));
    cursor = page.cursor;
  } while (cursor);
  assert.equal(seen.size, 60, 'pages of an index');
}

async function transactions() {
  const won = await company.transaction.write(({ employee, office }) => [
    employee.patch({ employeeId: 'e1' }).subtract({ salary: 5 }).commit(),
    office.patch({ office: 'berlin', country: 'de' }).add({ seats: 5 }).commit(),
  ]).go();
  assert.equal(won.canceled, false);
  const lost = await company.transaction.write(({ employee, office }) => [
    employee.check({ employeeId: 'e1' }).where(({ salary }, { eq }) => eq(salary, 99)).commit({ response: 'all_old' }),
    office.patch({ office: 'berlin', country: 'de' }).add({ seats: 5 }).commit(),
  ]).go();
  assert.equal(lost.canceled, true);
  assert.equal(lost.data[0].rejected, true);
  assert.equal(lost.data[0].code, 'ConditionalCheckFailed');
  const { data } = await company.transaction.get(({ employee, office }) => [
    employee.get({ employeeId: 'e1' }).commit(), office.get({ office: 'berlin', country: 'de' }).commit()]).go();
  assert.equal(data[0].item.salary, 10);
  assert.equal(data[1].item.seats, 45);
}

await create();
await crud();
await collections();
await batches();
await transactions();
await Employee.remove({ employeeId: 'e1' }).go();
assert.equal((await Employee.get({ employeeId: 'e1' }).go()).data, null);
await client.send(new DeleteTableCommand({ TableName: table }));
console.log('ElectroDB: ok');

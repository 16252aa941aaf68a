"""Checks that boto3 works unchanged against the endpoint given as the only argument."""

import sys
import time
import uuid
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from boto3.dynamodb.types import Binary
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = sys.argv[1]
PREFIX = "boto3-" + uuid.uuid4().hex[:8]
OPTIONS = dict(
    endpoint_url=ENDPOINT,
    region_name="us-east-1",
    aws_access_key_id="local",
    aws_secret_access_key="local",
    config=Config(retries={"max_attempts": 2}, read_timeout=20),
)
client = boto3.client("dynamodb", **OPTIONS)
resource = boto3.resource("dynamodb", **OPTIONS)
streams = boto3.client("dynamodbstreams", **OPTIONS)


def same(what, actual, expected):
    if actual != expected:
        raise AssertionError(f"{what}: expected {expected!r}, got {actual!r}")


def fails(what, code, call):
    try:
        call()
    except ClientError as error:
        same(what, error.response["Error"]["Code"], code)
        return error.response
    raise AssertionError(f"{what}: expected {code}, and nothing failed")


def wait(table, what):
    client.get_waiter(what).wait(
        TableName=table.name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})


def tables():
    hash_only = resource.create_table(
        TableName=PREFIX + "-hash",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    ranged = resource.create_table(
        TableName=PREFIX + "-range",
        KeySchema=[
            {"AttributeName": "id", "KeyType": "HASH"},
            {"AttributeName": "at", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "at", "AttributeType": "N"},
        ],
        ProvisionedThroughput={"ReadCapacityUnits": 1000, "WriteCapacityUnits": 1000},
    )
    for table in (hash_only, ranged):
        wait(table, "table_exists")
    described = client.describe_table(TableName=ranged.name)["Table"]
    same("status", described["TableStatus"], "ACTIVE")
    same("read units", described["ProvisionedThroughput"]["ReadCapacityUnits"], 1000)
    same("key schema", described["KeySchema"][1], {"AttributeName": "at", "KeyType": "RANGE"})
    names = [n for p in client.get_paginator("list_tables").paginate(PaginationConfig={"PageSize": 1})
             for n in p["TableNames"]]
    for table in (hash_only, ranged):
        same(table.name + " is listed once", names.count(table.name), 1)
    fails("a second table of the name", "ResourceInUseException", lambda: client.create_table(
        TableName=hash_only.name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST"))
    return hash_only, ranged


def all_types(table):
    item = {
        "id": "types",
        "s": "žluťoučký 🐎",
        "empty": "",
        "n": Decimal("-123456789012345678901234567890.12345678"),
        "small": Decimal("1E-130"),
        "b": Binary(bytes(range(256))),
        "yes": True,
        "nothing": None,
        "ss": {"a", "b", "ü"},
        "ns": {Decimal("1"), Decimal("2.5")},
        "bs": {Binary(b"\x00"), Binary(b"\xff")},
        "l": ["x", Decimal(1), [True, None], {"deep": {"er": ["!"]}}],
        "m": {"k": "v", "list": [Decimal(1), Decimal(2)]},
    }
    table.put_item(Item=item)
    same("all ten types", table.get_item(Key={"id": "types"}, ConsistentRead=True)["Item"], item)
    projected = table.get_item(
        Key={"id": "types"}, ProjectionExpression="m.#list[1], l[3].deep",
        ExpressionAttributeNames={"#list": "list"})["Item"]
    same("projection", projected, {"m": {"list": [Decimal(2)]}, "l": [{"deep": {"er": ["!"]}}]})
    same("no item", "Item" in table.get_item(Key={"id": "none"}), False)


def conditions_and_updates(table):
    table.put_item(Item={"id": "c", "v": 1}, ConditionExpression=Attr("id").not_exists())
    fails("put over an item", "ConditionalCheckFailedException", lambda: table.put_item(
        Item={"id": "c", "v": 2}, ConditionExpression=Attr("id").not_exists()))
    for expected in (2, 3):
        answer = table.update_item(
            Key={"id": "c"}, UpdateExpression="SET v = v + :one ADD tags :t",
            ExpressionAttributeValues={":one": 1, ":t": {"t%d" % expected}},
            ReturnValues="UPDATED_NEW")
        same("counter", answer["Attributes"]["v"], Decimal(expected))
    same("set", answer["Attributes"]["tags"], {"t2", "t3"})
    answer = table.update_item(
        Key={"id": "c"},
        UpdateExpression="SET a = if_not_exists(a, :l), b = list_append(:l, :l) REMOVE v DELETE tags :t",
        ExpressionAttributeValues={":l": [1], ":t": {"t2"}}, ReturnValues="ALL_NEW")
    same("all new", answer["Attributes"], {
        "id": "c", "a": [Decimal(1)], "b": [Decimal(1), Decimal(1)], "tags": {"t3"}})
    old = table.delete_item(
        Key={"id": "c"}, ConditionExpression=Attr("a").size().eq(1), ReturnValues="ALL_OLD")
    same("deleted", old["Attributes"]["tags"], {"t3"})
    answer = fails("an unknown table", "ResourceNotFoundException", lambda: client.get_item(
        TableName=PREFIX + "-none", Key={"id": {"S": "x"}}))
    same("status of an error", answer["ResponseMetadata"]["HTTPStatusCode"], 400)
    fails("a wrong key", "ValidationException", lambda: table.get_item(Key={"other": "x"}))


def pages(table):
    with table.batch_writer() as batch:
        for number in range(120):
            batch.put_item(Item={"id": "p%d" % (number % 2), "at": number, "nth": number, "pad": "x" * 500})
    order = []
    start = {}
    while True:
        page = table.query(
            KeyConditionExpression=Key("id").eq("p1") & Key("at").between(10, 99),
            FilterExpression=Attr("nth").ne(55), ScanIndexForward=False, Limit=7, **start)
        order += [int(item["at"]) for item in page["Items"]]
        if "LastEvaluatedKey" not in page:
            break
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
    same("descending query", order, [n for n in range(99, 9, -1) if n % 2 == 1 and n != 55])
    seen = []
    for segment in range(3):
        for page in client.get_paginator("scan").paginate(
                TableName=table.name, Segment=segment, TotalSegments=3,
                PaginationConfig={"PageSize": 11}):
            seen += [int(item["at"]["N"]) for item in page["Items"]]
    same("parallel scan", sorted(seen), list(range(120)))
    count = table.query(KeyConditionExpression=Key("id").eq("p0"), Select="COUNT",
                        ReturnConsumedCapacity="TOTAL")
    same("count", (count["Count"], count["ScannedCount"]), (60, 60))
    keys = [{"id": "p%d" % (n % 2), "at": n} for n in range(0, 100)]
    answer = resource.batch_get_item(RequestItems={table.name: {"Keys": keys, "ConsistentRead": True}})
    same("batch get", len(answer["Responses"][table.name]), 100)
    same("nothing unprocessed", answer["UnprocessedKeys"], {})


def active(table):
    for _ in range(300):
        description = client.describe_table(TableName=table.name)["Table"]
        if description["TableStatus"] == "ACTIVE":
            return description
        time.sleep(0.1)
    raise AssertionError("%s does not become active" % table.name)


def a_stream(table):
    client.update_table(TableName=table.name, StreamSpecification={
        "StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})
    arn = active(table)["LatestStreamArn"]
    for number in range(40):
        table.put_item(Item={"id": "s%d" % (number % 4), "n": number})
    table.put_item(Item={"id": "s3", "n": 39})
    table.delete_item(Key={"id": "s0"})
    listed = streams.list_streams(TableName=table.name)["Streams"]
    same("streams", [stream["StreamArn"] for stream in listed], [arn])
    described = streams.describe_stream(StreamArn=arn)["StreamDescription"]
    same("stream", (described["StreamStatus"], described["StreamViewType"]),
         ("ENABLED", "NEW_AND_OLD_IMAGES"))
    numbers = {}
    for shard in described["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"],
            ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        while True:
            page = streams.get_records(ShardIterator=iterator, Limit=7)
            if not page["Records"]:
                break
            for record in page["Records"]:
                change = record["dynamodb"]
                new = change.get("NewImage", {}).get("n", {}).get("N")
                numbers.setdefault(change["Keys"]["id"]["S"], []).append(
                    (record["eventName"], new))
            iterator = page["NextShardIterator"]
    for key in range(4):
        expected = [("MODIFY", str(n)) for n in range(key + 4, 40, 4)]
        expected = [("INSERT", str(key))] + expected + ([("REMOVE", None)] if key == 0 else [])
        same("records of s%d" % key, numbers["s%d" % key], expected)
    client.update_table(TableName=table.name, StreamSpecification={"StreamEnabled": False})
    active(table)
    fails("a stream that is not there", "ResourceNotFoundException",
          lambda: streams.describe_stream(StreamArn=arn[:-3] + "000"))


def time_to_live(table):
    wanted = {"Enabled": True, "AttributeName": "expires"}
    answer = client.update_time_to_live(TableName=table.name, TimeToLiveSpecification=wanted)
    same("time to live", answer["TimeToLiveSpecification"], wanted)
    same("its description",
         client.describe_time_to_live(TableName=table.name)["TimeToLiveDescription"],
         {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"})
    fails("enabling it twice", "ValidationException", lambda: client.update_time_to_live(
        TableName=table.name, TimeToLiveSpecification=wanted))


def clean_up(*all_tables):
    for table in all_tables:
        table.delete()
    for table in all_tables:
        wait(table, "table_not_exists")
    fails("a removed table", "ResourceNotFoundException",
          lambda: client.describe_table(TableName=all_tables[0].name))


def main():
    began = time.monotonic()
    hash_only, ranged = tables()
    all_types(hash_only)
    conditions_and_updates(hash_only)
    pages(ranged)
    a_stream(hash_only)
    time_to_live(hash_only)
    limits = client.describe_limits()
    same("limits", limits["TableMaxReadCapacityUnits"] > 0, True)
    clean_up(hash_only, ranged)
    print("boto3 %s: all answers right in %.1f s" % (boto3.__version__, time.monotonic() - began))


main()

"""Checks boto3's resource layer, with indexes, transactions, a stream and TTL, against the endpoint given."""

import sys
import time
import uuid
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.config import Config
from botocore.exceptions import ClientError

OPTIONS = dict(
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    aws_access_key_id="local",
    aws_secret_access_key="local",
    config=Config(retries={"max_attempts": 2}, read_timeout=20),
)
NAME = "boto3-res-" + uuid.uuid4().hex[:8]
dynamodb = boto3.resource("dynamodb", **OPTIONS)
streams = boto3.client("dynamodbstreams", **OPTIONS)


def same(what, actual, expected):
    if actual != expected:
        raise AssertionError(f"{what}: expected {expected!r}, got {actual!r}")


def eventually(what, read, expected):
    deadline = time.monotonic() + 10
    while (seen := read()) != expected and time.monotonic() < deadline:
        time.sleep(0.02)
    same(what, seen, expected)


def create():
    def key(hash_name, range_name):
        return [
            {"AttributeName": hash_name, "KeyType": "HASH"},
            {"AttributeName": range_name, "KeyType": "RANGE"},
        ]

    table = dynamodb.create_table(
        TableName=NAME,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=key("customer", "order"),
        AttributeDefinitions=[
            {"AttributeName": "customer", "AttributeType": "S"},
            {"AttributeName": "order", "AttributeType": "N"},
            {"AttributeName": "state", "AttributeType": "S"},
            {"AttributeName": "total", "AttributeType": "N"},
        ],
        LocalSecondaryIndexes=[
            {"IndexName": "by-total", "KeySchema": key("customer", "total"), "Projection": {"ProjectionType": "KEYS_ONLY"}}
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-state",
                "KeySchema": key("state", "total"),
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["note"]},
            }
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    table.wait_until_exists()
    table.reload()
    same("status", table.table_status, "ACTIVE")
    same("local index", table.local_secondary_indexes[0]["IndexName"], "by-total")
    same("global index", table.global_secondary_indexes[0]["IndexStatus"], "ACTIVE")
    same("stream", table.stream_specification["StreamViewType"], "NEW_AND_OLD_IMAGES")
    return table


def load(table):
    with table.batch_writer(overwrite_by_pkeys=["customer", "order"]) as batch:
        for n in range(60):
            batch.put_item({"customer": "c1", "order": n, "state": "open", "total": Decimal(60 - n), "note": f"n{n}", "pad": "x" * 50})
        batch.put_item({"customer": "c2", "order": 1, "total": 5})
        batch.delete_item(Key={"customer": "c1", "order": 59})
    same("a strong count", table.query(Select="COUNT", ConsistentRead=True, KeyConditionExpression=Key("customer").eq("c1"))["Count"], 59)


def indexes(table):
    local = table.query(
        IndexName="by-total", ConsistentRead=True,
        KeyConditionExpression=Key("customer").eq("c1") & Key("total").between(2, 4))["Items"]
    same("the local index", local, [{"customer": "c1", "order": Decimal(60 - t), "total": Decimal(t)} for t in (2, 3, 4)])

    def opened():
        found, start = [], {}
        while True:
            page = table.query(IndexName="by-state", Limit=25, KeyConditionExpression=Key("state").eq("open"), **start)
            found += page["Items"]
            if "LastEvaluatedKey" not in page:
                return len(found)
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    eventually("the global index", opened, 59)
    first = table.query(IndexName="by-state", KeyConditionExpression=Key("state").eq("open") & Key("total").lt(3))["Items"]
    same("its projection", first, [{"customer": "c1", "order": Decimal(58), "state": "open", "total": Decimal(2), "note": "n58"}])
    table.update_item(
        Key={"customer": "c1", "order": 58}, UpdateExpression="SET #s = :closed",
        ExpressionAttributeNames={"#s": "state"}, ExpressionAttributeValues={":closed": "closed"})
    eventually("moved", opened, 58)
    eventually("a sparse index", lambda: table.scan(IndexName="by-state")["Count"], 59)
    same("a filter", table.scan(FilterExpression=Attr("note").begins_with("n5") & Attr("total").gt(5))["Count"], 6)
    try:
        table.query(IndexName="by-state", ConsistentRead=True, KeyConditionExpression=Key("state").eq("open"))
        raise AssertionError("a strong read of a global index was allowed")
    except ClientError as error:
        same("code", error.response["Error"]["Code"], "ValidationException")


def transactions(table):
    client = table.meta.client
    client.transact_write_items(TransactItems=[
        {"Put": {"TableName": NAME, "Item": {"customer": "t", "order": 1, "total": 1}}},
        {"Update": {"TableName": NAME, "Key": {"customer": "c2", "order": 1}, "UpdateExpression": "ADD #t :one",
                    "ExpressionAttributeNames": {"#t": "total"}, "ExpressionAttributeValues": {":one": 1}}},
    ])
    read = client.transact_get_items(TransactItems=[
        {"Get": {"TableName": NAME, "Key": {"customer": c, "order": 1}}} for c in ("t", "c2")])
    same("both", [r["Item"]["total"] for r in read["Responses"]], [Decimal(1), Decimal(6)])
    try:
        client.transact_write_items(TransactItems=[
            {"Delete": {"TableName": NAME, "Key": {"customer": "t", "order": 1}}},
            {"ConditionCheck": {"TableName": NAME, "Key": {"customer": "c2", "order": 1},
                                "ConditionExpression": "attribute_not_exists(customer)"}},
        ])
        raise AssertionError("a failed check was not noticed")
    except client.exceptions.TransactionCanceledException as error:
        same("reasons", [r["Code"] for r in error.response["CancellationReasons"]], ["None", "ConditionalCheckFailed"])
    same("nothing done", "Item" in table.get_item(Key={"customer": "t", "order": 1}, ConsistentRead=True), True)


def stream(table):
    seen = []
    arn = table.latest_stream_arn
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        token = streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        while token:
            page = streams.get_records(ShardIterator=token, Limit=100)
            seen += page["Records"]
            token = page.get("NextShardIterator") if page["Records"] else None
    of_one = [r for r in seen if r["dynamodb"]["Keys"] == {"customer": {"S": "c1"}, "order": {"N": "58"}}]
    same("events of one item", [r["eventName"] for r in of_one], ["INSERT", "MODIFY"])
    same("old image", of_one[1]["dynamodb"]["OldImage"]["state"], {"S": "open"})
    same("new image", of_one[1]["dynamodb"]["NewImage"]["state"], {"S": "closed"})


def time_to_live(table):
    client = table.meta.client
    client.update_time_to_live(TableName=NAME, TimeToLiveSpecification={"Enabled": True, "AttributeName": "gone"})
    description = client.describe_time_to_live(TableName=NAME)["TimeToLiveDescription"]
    same("TTL", description["AttributeName"], "gone")


table = create()
load(table)
indexes(table)
transactions(table)
stream(table)
time_to_live(table)
table.delete()
table.wait_until_not_exists()
print("boto3 resources: ok")

#!/bin/bash
# Checks that the AWS CLI works unchanged against the endpoint given as the only argument.
set -euo pipefail

endpoint=$1
table="cli-$$-$RANDOM"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1
export AWS_PAGER="" AWS_MAX_ATTEMPTS=2 AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
AWS=${AWS_CLI:-aws}

ddb() {
  "$AWS" dynamodb "$@" --endpoint-url "$endpoint"
}

same() { # what, actual, expected
  if [ "$2" != "$3" ]; then
    echo "$1: expected '$3', got '$2'" >&2
    exit 1
  fi
}

fails() { # what, error name, command...
  local what=$1 name=$2
  shift 2
  if "$@" >"$work/out" 2>"$work/err"; then
    echo "$what: expected $name, and nothing failed" >&2
    exit 1
  fi
  grep -q "($name)" "$work/err" || { echo "$what: expected $name, got $(cat "$work/err")" >&2; exit 1; }
}

same "created" "$(ddb create-table --table-name "$table" --billing-mode PAY_PER_REQUEST \
  --attribute-definitions AttributeName=id,AttributeType=S AttributeName=at,AttributeType=N \
  --key-schema AttributeName=id,KeyType=HASH AttributeName=at,KeyType=RANGE \
  --query TableDescription.TableName --output text)" "$table"
ddb wait table-exists --table-name "$table"
same "listed" "$(ddb list-tables --query "length(TableNames[?@=='$table'])" --output text)" 1

ddb put-item --table-name "$table" --item '{"id":{"S":"a"},"at":{"N":"1"},"text":{"S":"grüße"},"list":{"L":[{"N":"1"},{"BOOL":true},{"NULL":true}]}}'
same "read back" "$(ddb get-item --table-name "$table" --key '{"id":{"S":"a"},"at":{"N":"1"}}' --consistent-read \
  --query 'Item.[text.S, list.L[0].N]' --output text | tr '\t' ' ')" "grüße 1"
fails "condition" ConditionalCheckFailedException \
  ddb put-item --table-name "$table" --item '{"id":{"S":"a"},"at":{"N":"1"}}' --condition-expression 'attribute_not_exists(id)'
same "updated" "$(ddb update-item --table-name "$table" --key '{"id":{"S":"a"},"at":{"N":"1"}}' \
  --update-expression 'ADD hits :n' --expression-attribute-values '{":n":{"N":"41"}}' \
  --return-values UPDATED_NEW --query Attributes.hits.N --output text)" 41

for n in 2 3 4 5; do
  printf '%s{"PutRequest":{"Item":{"id":{"S":"a"},"at":{"N":"%s"}}}}' "$([ "$n" = 2 ] || echo ,)" "$n"
done >"$work/puts"
echo "{\"$table\":[$(cat "$work/puts")]}" >"$work/batch.json"
same "batch" "$(ddb batch-write-item --request-items "file://$work/batch.json" --query 'length(UnprocessedItems)' --output text)" 0
same "query" "$(ddb query --table-name "$table" --key-condition-expression 'id = :i AND #at > :a' \
  --expression-attribute-names '{"#at":"at"}' --expression-attribute-values '{":i":{"S":"a"},":a":{"N":"2"}}' \
  --no-scan-index-forward --query 'Items[].at.N' --output text | tr '\t' ' ')" "5 4 3"
same "paged scan" "$(ddb scan --table-name "$table" --page-size 2 --query 'Items[].at.N' --output text | tr '\t' '\n' | sort | tr '\n' ' ')" "1 2 3 4 5 "
fails "validation" ValidationException ddb get-item --table-name "$table" --key '{"id":{"S":"a"}}'
same "billing" "$(ddb update-table --table-name "$table" --billing-mode PROVISIONED \
  --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=6 --query TableDescription.TableName --output text)" "$table"
ddb wait table-exists --table-name "$table"
same "units" "$(ddb describe-table --table-name "$table" --query Table.ProvisionedThroughput.WriteCapacityUnits --output text)" 6
ddb delete-item --table-name "$table" --key '{"id":{"S":"a"},"at":{"N":"5"}}'
ddb delete-table --table-name "$table" --output text >"$work/deleted"
ddb wait table-not-exists --table-name "$table"
fails "removed" ResourceNotFoundException ddb describe-table --table-name "$table"
echo "$("$AWS" --version 2>&1 | cut -d' ' -f1): all answers right"

package dev.stator.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that break constraints of the model, and the service's answers. */
class ValidatorTest {
  private static final String PATTERN =
      "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
  private static final String NOT_NULL = "Member must not be null";
  private static final String KEYS =
      "Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member"
          + " must have length greater than or equal to 3, "
          + PATTERN
          + "]";
  private static final String VALUES =
      "Map value must satisfy constraint: [Member must have length less than or equal to 25, Member"
          + " must have length greater than or equal to 1]";

  private static void check(String operation, String json, String... complaints) {
    String count =
        complaints.length == 1
            ? "1 validation error detected: "
            : complaints.length + " validation errors detected: ";
    assertThat(Requests.error(operation, json))
        .isEqualTo("VALIDATION: " + count + String.join("; ", complaints));
  }

  private static String at(String value, String path, String constraint) {
    return "Value " + value + " at '" + path + "' failed to satisfy constraint: " + constraint;
  }

  @Test
  void putItem() {
    check("PutItem", "{}", at("null", "tableName", NOT_NULL), at("null", "item", NOT_NULL));
    check(
        "PutItem",
        "{\"TableName\":\"abc;\",\"ReturnConsumedCapacity\":\"hi\","
            + "\"ReturnItemCollectionMetrics\":\"hi\",\"ReturnValues\":\"hi\"}",
        at(
            "'hi'",
            "returnConsumedCapacity",
            "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"),
        at("'abc;'", "tableName", PATTERN),
        at("null", "item", NOT_NULL),
        at(
            "'hi'",
            "returnValues",
            "Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]"),
        at(
            "'hi'",
            "returnItemCollectionMetrics",
            "Member must satisfy enum value set: [SIZE, NONE]"));
  }

  @Test
  void tableNamesOfRequestsOnItems() {
    check(
        "PutItem",
        "{\"TableName\":\"\",\"Item\":{}}",
        at("''", "tableName", "Member must have length greater than or equal to 1"));
    String longName = "a".repeat(256);
    check(
        "PutItem",
        "{\"TableName\":\"" + longName + "\",\"Item\":{}}",
        at("'" + longName + "'", "tableName", "Member must have length less than or equal to 255"));
    check(
        "PutItem",
        "{\"TableName\":\"bad table!@#\",\"Item\":{}}",
        at("'bad table!@#'", "tableName", PATTERN));
    for (String name : new String[] {"a", "ab", "abc", "a".repeat(255), arn("tab")}) {
      assertThat(Requests.error("PutItem", "{\"TableName\":\"" + name + "\",\"Item\":{}}"))
          .isEqualTo("accepted");
    }
  }

  private static String arn(String name) {
    return "arn:aws:dynamodb:eu-west-1:123456789012:table/" + name;
  }

  @Test
  void tableNamesOfRequestsOnTables() {
    for (String operation :
        new String[] {"CreateTable", "DeleteTable", "DescribeTable", "UpdateTable"}) {
      assertThat(Requests.error(operation, "{}"))
          .isEqualTo(
              "VALIDATION: The parameter 'TableName' is required but was not present in the"
                  + " request");
    }
    check(
        "DescribeTable",
        "{\"TableName\":\"\"}",
        at("''", "tableName", PATTERN),
        at("''", "tableName", "Member must have length greater than or equal to 3"));
    check(
        "DescribeTable",
        "{\"TableName\":\"ab\"}",
        at("'ab'", "tableName", "Member must have length greater than or equal to 3"));
    check("UpdateTable", "{\"TableName\":\"abc;\"}", at("'abc;'", "tableName", PATTERN));
    assertThat(Requests.error("DescribeTable", "{\"TableName\":\"" + arn("tab") + "\"}"))
        .isEqualTo("accepted");
    check(
        "DescribeTable",
        "{\"TableName\":\"" + arn("t!") + "\"}",
        at("'" + arn("t!") + "'", "tableName", PATTERN));
    check("DescribeTimeToLive", "{}", at("null", "tableName", NOT_NULL));
  }

  @Test
  void createTable() {
    check(
        "CreateTable",
        "{\"TableName\":\"abc;\"}",
        at("null", "attributeDefinitions", NOT_NULL),
        at("'abc;'", "tableName", PATTERN),
        at("null", "keySchema", NOT_NULL));
    check(
        "CreateTable",
        "{\"TableName\":\"abc\",\"AttributeDefinitions\":[],\"KeySchema\":[],\"BillingMode\":\"A\","
            + "\"ProvisionedThroughput\":{\"ReadCapacityUnits\":-1,\"WriteCapacityUnits\":-1}}",
        at(
            "'A'",
            "billingMode",
            "Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]"),
        at(
            "'-1'",
            "provisionedThroughput.writeCapacityUnits",
            "Member must have value greater than or equal to 1"),
        at(
            "'-1'",
            "provisionedThroughput.readCapacityUnits",
            "Member must have value greater than or equal to 1"),
        at("'[]'", "keySchema", "Member must have length greater than or equal to 1"));
    check(
        "CreateTable",
        "{\"TableName\":\"abc\",\"AttributeDefinitions\":[{}],\"KeySchema\":[{}]}",
        at("null", "attributeDefinitions.1.member.attributeType", NOT_NULL),
        at("null", "attributeDefinitions.1.member.attributeName", NOT_NULL),
        at("null", "keySchema.1.member.attributeName", NOT_NULL),
        at("null", "keySchema.1.member.keyType", NOT_NULL));
    check(
        "CreateTable",
        "{\"TableName\":\"abc\",\"AttributeDefinitions\":"
            + "[{\"AttributeName\":\"pk\",\"AttributeType\":\"SS\"}],"
            + "\"KeySchema\":[{\"AttributeName\":\"pk\",\"KeyType\":\"HASH\"},"
            + "{\"AttributeName\":\"sk\",\"KeyType\":\"RANGE\"},"
            + "{\"AttributeName\":\"extra\",\"KeyType\":\"RANGE\"}]}",
        at(
            "'SS'",
            "attributeDefinitions.1.member.attributeType",
            "Member must satisfy enum value set: [B, N, S]"),
        at(
            "'[KeySchemaElement(attributeName=pk, keyType=HASH), KeySchemaElement(attributeName=sk,"
                + " keyType=RANGE), KeySchemaElement(attributeName=extra, keyType=RANGE)]'",
            "keySchema",
            "Member must have length less than or equal to 2"));
    check(
        "CreateTable",
        "{\"TableName\":\"abc\",\"AttributeDefinitions\":[],"
            + "\"KeySchema\":[{\"AttributeName\":\"pk\",\"KeyType\":\"HASH\"}],"
            + "\"StreamSpecification\":{\"StreamEnabled\":true,\"StreamViewType\":\"\"},"
            + "\"SSESpecification\":{\"KMSMasterKeyId\":5e0}}".replace("5e0", "null"),
        at(
            "''",
            "streamSpecification.streamViewType",
            "Member must satisfy enum value set: [OLD_IMAGE, KEYS_ONLY, NEW_AND_OLD_IMAGES,"
                + " NEW_IMAGE]"));
    assertThat(
            Requests.error(
                "CreateTable",
                "{\"TableName\":\"abc\",\"GlobalTableSourceArn\":\"" + arn("tab") + "\"}"))
        .isEqualTo("accepted");
  }

  @Test
  void indexes() {
    check(
        "UpdateTable",
        "{\"TableName\":\"abc\",\"GlobalSecondaryIndexUpdates\":[{\"Update\":{\"IndexName\":\"a\","
            + "\"ProvisionedThroughput\":{}}},{\"Update\":{\"IndexName\":\"abc;\","
            + "\"ProvisionedThroughput\":{\"ReadCapacityUnits\":1,\"WriteCapacityUnits\":0}}}]}",
        at(
            "'a'",
            "globalSecondaryIndexUpdates.1.member.update.indexName",
            "Member must have length greater than or equal to 3"),
        at(
            "null",
            "globalSecondaryIndexUpdates.1.member.update.provisionedThroughput.writeCapacityUnits",
            NOT_NULL),
        at(
            "null",
            "globalSecondaryIndexUpdates.1.member.update.provisionedThroughput.readCapacityUnits",
            NOT_NULL),
        at("'abc;'", "globalSecondaryIndexUpdates.2.member.update.indexName", PATTERN),
        at(
            "'0'",
            "globalSecondaryIndexUpdates.2.member.update.provisionedThroughput.writeCapacityUnits",
            "Member must have value greater than or equal to 1"));
    check(
        "CreateTable",
        "{\"TableName\":\"abc\",\"AttributeDefinitions\":[],\"KeySchema\":[null],"
            + "\"LocalSecondaryIndexes\":[{\"IndexName\":\"idx\",\"KeySchema\":"
            + "[{\"AttributeName\":\"a\",\"KeyType\":\"HASH\"}],"
            + "\"Projection\":{\"ProjectionType\":\"X\",\"NonKeyAttributes\":[\"\"]}}]}",
        at("null", "keySchema.1.member", NOT_NULL),
        at(
            "'X'",
            "localSecondaryIndexes.1.member.projection.projectionType",
            "Member must satisfy enum value set: [ALL, INCLUDE, KEYS_ONLY]"),
        at(
            "'[]'",
            "localSecondaryIndexes.1.member.projection.nonKeyAttributes",
            "Member must satisfy constraint: [Member must have length less than or equal to 255,"
                + " Member must have length greater than or equal to 1]"));
  }

  @Test
  void queryAndScan() {
    check(
        "Query",
        "{\"TableName\":\"abc;\",\"ReturnConsumedCapacity\":\"hi\",\"AttributesToGet\":[],"
            + "\"IndexName\":\"abc;\",\"Select\":\"hi\",\"Limit\":-1,"
            + "\"KeyConditions\":{\"a\":{},\"b\":{\"ComparisonOperator\":\"\"}},"
            + "\"ConditionalOperator\":\"AN\",\"QueryFilter\":{\"a\":{}}}",
        at("'-1'", "limit", "Member must have value greater than or equal to 1"),
        at(
            "'hi'",
            "returnConsumedCapacity",
            "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"),
        at("'[]'", "attributesToGet", "Member must have length greater than or equal to 1"),
        at("null", "queryFilter.a.member.comparisonOperator", NOT_NULL),
        at(
            "'hi'",
            "select",
            "Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES,"
                + " ALL_PROJECTED_ATTRIBUTES]"),
        at("'AN'", "conditionalOperator", "Member must satisfy enum value set: [OR, AND]"),
        at("null", "keyConditions.a.member.comparisonOperator", NOT_NULL),
        at(
            "''",
            "keyConditions.b.member.comparisonOperator",
            "Member must satisfy enum value set: [IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT,"
                + " NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]"),
        at("'abc;'", "tableName", PATTERN),
        at("'abc;'", "indexName", PATTERN));
    check(
        "Scan",
        "{\"TableName\":\"abc\",\"Segment\":-1,\"TotalSegments\":1000001,\"Limit\":0}",
        at("'0'", "limit", "Member must have value greater than or equal to 1"),
        at("'1000001'", "totalSegments", "Member must have value less than or equal to 1000000"),
        at("'-1'", "segment", "Member must have value greater than or equal to 0"));
    check(
        "Scan",
        "{\"TableName\":\"abc\",\"AttributesToGet\":[\"a\",null]}",
        at(
            "'[a, null]'",
            "attributesToGet",
            "Member must satisfy constraint: [Member must have length less than or equal to 65535,"
                + " Member must have length greater than or equal to 0, Member must not be"
                + " null]"));
  }

  @Test
  void listTables() {
    check(
        "ListTables",
        "{\"ExclusiveStartTableName\":\"a;\",\"Limit\":500}",
        at("'500'", "limit", "Member must have value less than or equal to 100"),
        at("'a;'", "exclusiveStartTableName", PATTERN),
        at(
            "'a;'",
            "exclusiveStartTableName",
            "Member must have length greater than or equal to 3"));
  }

  @Test
  void batches() {
    check("BatchWriteItem", "{}", at("null", "requestItems", NOT_NULL));
    check(
        "BatchWriteItem",
        "{\"RequestItems\":{}}",
        at("'{}'", "requestItems", "Member must have length greater than or equal to 1"));
    check(
        "BatchWriteItem",
        "{\"RequestItems\":{\"a\":[]}}",
        at("'{a=[]}'", "requestItems", KEYS),
        at("'{a=[]}'", "requestItems", VALUES));
    check(
        "BatchWriteItem",
        "{\"RequestItems\":{\"aa;\":[{\"PutRequest\":{},\"DeleteRequest\":{}}]}}",
        at(
            "'{aa;=[WriteRequest(putRequest=PutRequest(item=null),"
                + " deleteRequest=DeleteRequest(key=null))]}'",
            "requestItems",
            KEYS),
        at("null", "requestItems.aa;.member.1.member.deleteRequest.key", NOT_NULL),
        at("null", "requestItems.aa;.member.1.member.putRequest.item", NOT_NULL));
    String requests =
        IntStream.range(0, 26)
            .mapToObj(i -> "{\"PutRequest\":{\"Item\":{\"a\":{\"S\":\"" + i + "\"}}}}")
            .collect(Collectors.joining(","));
    assertThat(Requests.error("BatchWriteItem", "{\"RequestItems\":{\"abc\":[" + requests + "]}}"))
        .startsWith("VALIDATION: 1 validation error detected: Value '{abc=[WriteRequest(")
        .endsWith("]}' at 'requestItems' failed to satisfy constraint: " + VALUES);
    check(
        "BatchGetItem",
        "{\"RequestItems\":{\"abc\":{}}}",
        at("null", "requestItems.abc.member.keys", NOT_NULL));
    check(
        "BatchGetItem",
        "{\"RequestItems\":{\"abc\":{\"Keys\":[]}}}",
        at(
            "'[]'",
            "requestItems.abc.member.keys",
            "Member must have length greater than or equal to 1"));
    check(
        "BatchGetItem",
        "{\"RequestItems\":{\"abc\":null}}",
        at("null", "requestItems.abc.member", NOT_NULL));
    check(
        "BatchGetItem",
        "{\"RequestItems\":{\"abc\":{\"Keys\":[null]}}}",
        at("null", "requestItems.abc.member.keys.1.member", NOT_NULL));
  }

  @Test
  void patternsThatThePlainNameIsNot() {
    check(
        "ExportTableToPointInTime",
        "{\"TableArn\":\"" + arn("tab") + "\",\"S3Bucket\":\"\"}",
        at(
            "''",
            "s3Bucket",
            "Member must satisfy regular expression pattern: ^[a-z0-9A-Z]+[\\.\\-\\w]*[a-z0-9A-Z]+$"));
    assertThat(
            Requests.error(
                "ExportTableToPointInTime",
                "{\"TableArn\":\"" + arn("tab") + "\",\"S3Bucket\":\"my-bucket\"}"))
        .isEqualTo("accepted");
  }

  @Test
  void saysAtMostTenThingsAndEchoesABoundedPart() {
    String keys = "{},".repeat(20);
    String message =
        Requests.error(
            "CreateTable",
            "{\"TableName\":\"abc\",\"KeySchema\":[{\"AttributeName\":\"a\",\"KeyType\":\"HASH\"}],"
                + "\"AttributeDefinitions\":["
                + keys
                + "{}]}");
    assertThat(message).startsWith("VALIDATION: 10 validation errors detected: ");
    assertThat(message.split("; ")).hasSize(10);
    String huge = "x".repeat(5_000_000);
    assertThat(Requests.error("Scan", "{\"TableName\":\"" + huge + "\"}")).hasSizeLessThan(70_000);
  }

  @Test
  void constraintsComeBeforeFlawsOfValues() {
    check(
        "PutItem",
        "{\"TableName\":\"abc;\",\"Item\":{\"a\":{}}}",
        at("'abc;'", "tableName", PATTERN));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}               | Supplied AttributeValue is empty, must contain exactly one of the"
            + " supported datatypes",
        "{\"a\":\"\"}     | Supplied AttributeValue is empty, must contain exactly one of the"
            + " supported datatypes",
        "{\"S\":null}     | Supplied AttributeValue is empty, must contain exactly one of the"
            + " supported datatypes",
        "{\"M\":{\"a\":{}}} | Supplied AttributeValue is empty, must contain exactly one of the"
            + " supported datatypes",
        "{\"L\":[{}]}     | Supplied AttributeValue is empty, must contain exactly one of the"
            + " supported datatypes",
        "{\"L\":[null]}   | Supplied AttributeValue is empty, must contain exactly one of the"
            + " supported datatypes",
        "null             | Supplied AttributeValue is empty, must contain exactly one of the"
            + " supported datatypes",
        "{\"S\":\"a\",\"N\":\"1\"} | Supplied AttributeValue has more than one datatypes set, must"
            + " contain exactly one of the supported datatypes",
        "{\"NULL\":\"no\"} | One or more parameter values were invalid: Null attribute value types"
            + " must have the value of true",
        "{\"SS\":[]}      | One or more parameter values were invalid: An string set  may not be"
            + " empty",
        "{\"NS\":[]}      | One or more parameter values were invalid: An number set  may not be"
            + " empty",
        "{\"BS\":[]}      | One or more parameter values were invalid: Binary sets should not be"
            + " empty",
        "{\"SS\":[\"a\",\"a\"]} | One or more parameter values were invalid: Input collection [a,"
            + " a] contains duplicates.",
        "{\"BS\":[\"Yg==\",\"Yg==\"]} | One or more parameter values were invalid: Input"
            + " collection [Yg==, Yg==]of type BS contains duplicates.",
        "{\"NS\":[\"1\",\"1.0\"]} | Input collection contains duplicates",
        "{\"S\":\"\",\"N\":\"\"} | The parameter cannot be converted to a numeric value",
        "{\"S\":\"a\",\"N\":\"b\"} | The parameter cannot be converted to a numeric value: b",
        "{\"NS\":[\"1\",\"\"]} | The parameter cannot be converted to a numeric value",
        "{\"NS\":[\"1\",\"b\"]} | The parameter cannot be converted to a numeric value: b",
      })
  void flawsOfValues(String value, String message) {
    assertThat(Requests.error("PutItem", "{\"TableName\":\"abc\",\"Item\":{\"a\":" + value + "}}"))
        .isEqualTo("VALIDATION: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"S\":\"\"}",
        "{\"B\":\"\"}",
        "{\"SS\":[\"\"]}",
        "{\"BS\":[\"\"]}",
        "{\"M\":{}}",
        "{\"L\":[]}",
        "{\"S\":\"a\",\"S\":\"b\"}",
        "{\"S\":\"a\",\"X\":1}",
        "{\"NULL\":\"true\"}",
      })
  void valuesThatAreFine(String value) {
    assertThat(Requests.error("PutItem", "{\"TableName\":\"abc\",\"Item\":{\"a\":" + value + "}}"))
        .isEqualTo("accepted");
  }
}

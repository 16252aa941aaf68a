package dev.stator.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of a type that the model does not have there, and the service's words for each. */
class SerializationMessagesTest {
  private static final String STRUCTURE = "Start of structure or map found where not expected";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TableName  | true  | TRUE_VALUE cannot be converted to String",
        "TableName  | false | FALSE_VALUE cannot be converted to String",
        "TableName  | 23    | NUMBER_VALUE cannot be converted to String",
        "TableName  | 34.56 | DECIMAL_VALUE cannot be converted to String",
        "TableName  | 1e3   | DECIMAL_VALUE cannot be converted to String",
        "TableName  | []    | Unrecognized collection type class java.lang.String",
        "TableName  | {}    | " + STRUCTURE,
        "Limit      | \"23\" | STRING_VALUE cannot be converted to Integer",
        "Limit      | true  | TRUE_VALUE cannot be converted to Integer",
        "Limit      | []    | Unrecognized collection type class java.lang.Integer",
        "Limit      | {}    | " + STRUCTURE,
        "ConsistentRead | \"23\" | Unexpected token received from parser",
        "ConsistentRead | 0     | NUMBER_VALUE cannot be converted to Boolean",
        "ConsistentRead | 34.56 | DECIMAL_VALUE cannot be converted to Boolean",
        "ConsistentRead | []    | Unrecognized collection type class java.lang.Boolean",
        "ConsistentRead | {}    | " + STRUCTURE,
        "AttributesToGet | \"a\" | Unexpected field type",
        "AttributesToGet | 5     | Unexpected field type",
        "AttributesToGet | {}    | " + STRUCTURE,
        "AttributesToGet | [1]   | NUMBER_VALUE cannot be converted to String",
        "ExpressionAttributeNames | 5  | Unexpected field type",
        "ExpressionAttributeNames | [] | Unrecognized collection type java.util.Map<java.lang.String,"
            + " java.lang.String>",
        "ExpressionAttributeNames | {\"a\":1} | NUMBER_VALUE cannot be converted to String",
        "ScanFilter | [] | Unrecognized collection type java.util.Map<java.lang.String,"
            + " com.amazonaws.dynamodb.v20120810.Condition>",
        "ScanFilter | {\"a\":1}  | Unexpected value type in payload",
        "ScanFilter | {\"a\":[]} | Unrecognized collection type class"
            + " com.amazonaws.dynamodb.v20120810.Condition",
      })
  void membersOfScan(String member, String value, String message) {
    assertThat(Requests.error("Scan", "{\"" + member + "\":" + value + "}"))
        .isEqualTo("SERIALIZATION: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":5}          | Unexpected value type in payload",
        "{\"a\":\"x\"}      | Unexpected value type in payload",
        "{\"a\":[]}         | Unrecognized collection type class"
            + " com.amazonaws.dynamodb.v20120810.AttributeValue",
        "5                  | Unexpected field type",
        "[]                 | Unrecognized collection type java.util.Map<java.lang.String,"
            + " com.amazonaws.dynamodb.v20120810.AttributeValue>",
        "{\"a\":{\"S\":5}}    | NUMBER_VALUE cannot be converted to String",
        "{\"a\":{\"N\":5}}    | NUMBER_VALUE cannot be converted to String",
        "{\"a\":{\"N\":1.5}}  | DECIMAL_VALUE cannot be converted to String",
        "{\"a\":{\"S\":[]}}   | Unrecognized collection type class java.lang.String",
        "{\"a\":{\"B\":5}}    | only base-64-encoded strings are convertible to bytes",
        "{\"a\":{\"B\":[]}}   | Unrecognized collection type class java.nio.ByteBuffer",
        "{\"a\":{\"B\":{}}}   | " + STRUCTURE,
        "{\"a\":{\"B\":\"23456\"}} | Base64 encoded length is expected a multiple of 4 bytes but found: 5",
        "{\"a\":{\"B\":\"=+/=\"}}  | Invalid last non-pad Base64 character dectected",
        "{\"a\":{\"B\":\"+/+=\"}}  | Invalid last non-pad Base64 character dectected",
        "{\"a\":{\"B\":\"AB!D\"}}  | Invalid Base64 character: '!'",
        "{\"a\":{\"BOOL\":1}} | NUMBER_VALUE cannot be converted to Boolean",
        "{\"a\":{\"NULL\":\"x\"}} | Unexpected token received from parser",
        "{\"a\":{\"SS\":\"x\"}} | Unexpected field type",
        "{\"a\":{\"SS\":{}}}  | " + STRUCTURE,
        "{\"a\":{\"SS\":[1]}} | NUMBER_VALUE cannot be converted to String",
        "{\"a\":{\"NS\":[1]}} | NUMBER_VALUE cannot be converted to String",
        "{\"a\":{\"BS\":[true]}} | only base-64-encoded strings are convertible to bytes",
        "{\"a\":{\"L\":\"x\"}}  | Unexpected field type",
        "{\"a\":{\"L\":[\"x\"]}} | Unexpected value type in payload",
        "{\"a\":{\"M\":\"x\"}}  | Unexpected field type",
        "{\"a\":{\"M\":{\"b\":5}}} | Unexpected value type in payload",
        "{\"a\":{\"M\":[]}}   | Unrecognized collection type java.util.Map<java.lang.String,"
            + " com.amazonaws.dynamodb.v20120810.AttributeValue>",
      })
  void attributeValuesOfPutItem(String item, String message) {
    assertThat(Requests.error("PutItem", "{\"Item\":" + item + "}"))
        .isEqualTo("SERIALIZATION: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PutItem        | {\"Expected\":{\"a\":{\"Value\":\"23\"}}} | Unexpected field type",
        "BatchWriteItem | {\"RequestItems\":[]} | Unrecognized collection type"
            + " java.util.Map<java.lang.String,"
            + " java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>>",
        "BatchWriteItem | {\"RequestItems\":{\"t\":[5]}} | Unexpected value type in payload",
        "BatchWriteItem | {\"RequestItems\":{\"t\":[[]]}} | Unrecognized collection type class"
            + " com.amazonaws.dynamodb.v20120810.WriteRequest",
        "CreateTable    | {\"ProvisionedThroughput\":{\"ReadCapacityUnits\":\"5\"}} |"
            + " STRING_VALUE cannot be converted to Long",
        "CreateTable    | {\"KeySchema\":[\"a\"]} | Unexpected value type in payload",
        "CreateTable    | {\"ProvisionedThroughput\":\"a\"} | Unexpected field type",
        "ListBackups    | {\"TimeRangeLowerBound\":\"2020\"} | STRING_VALUE cannot be converted to Date",
        "UpdateTableReplicaAutoScaling | {\"ProvisionedWriteCapacityAutoScalingUpdate\":"
            + "{\"ScalingPolicyUpdate\":{\"TargetTrackingScalingPolicyConfiguration\":"
            + "{\"TargetValue\":\"50\"}}}} | STRING_VALUE cannot be converted to Double",
      })
  void otherOperations(String operation, String json, String message) {
    assertThat(Requests.error(operation, json)).isEqualTo("SERIALIZATION: " + message);
  }

  /** Where the service's own words are but an internal accident, there is no message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BatchWriteItem | {\"RequestItems\":{\"t\":5}}",
        "BatchGetItem   | {\"RequestItems\":{\"t\":{\"Keys\":[5]}}}",
      })
  void genericTypesInside(String operation, String json) {
    assertThat(Requests.error(operation, json)).isEqualTo("SERIALIZATION: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "hi",
        "{",
        "{\"TableName\":",
        "{\"TableName\":\"abc\"",
        "{\"TableName\":\"abc",
        "[]",
        "[{}]",
        "null",
        "3",
        "\"x\"",
        "{} {}",
        "{},",
        "{}]",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":tru}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\" 1}",
        "/* */{}",
        "\uFEFF{",
      })
  void brokenJsonHasNoMessage(String json) {
    assertThat(Requests.error("ListTables", json)).isEqualTo("SERIALIZATION: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Limit,IndexName", "IndexName,Limit"})
  void theFirstInTheBodyWins(String order) {
    String[] names = order.split(",");
    String json = "{\"" + names[0] + "\":[],\"" + names[1] + "\":[]}";
    String type = names[0].equals("Limit") ? "Integer" : "String";
    assertThat(Requests.error("Scan", json))
        .isEqualTo("SERIALIZATION: Unrecognized collection type class java.lang." + type);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_001, 100_000})
  void longNumbersAreRefused(int digits) {
    assertThat(Requests.error("Scan", "{\"Limit\":" + "9".repeat(digits) + "}"))
        .isEqualTo("SERIALIZATION: ");
  }
}

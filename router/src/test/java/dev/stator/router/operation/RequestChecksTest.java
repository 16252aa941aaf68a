package dev.stator.router.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStreams;
import dev.stator.router.Front;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which mistake of a request is found, in which words, and that nothing is sent then. */
class RequestChecksTest {
  private final Front front =
      new Front(request -> new PartitionResponse.Page(List.of(), 0, 0, 0, null));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'TableName':'table','Item':{'p':{'N':'x'}},'ReturnValues':'ALL_NEW','ConditionExpression':'p =' | cannot be converted to a numeric value: x
          'TableName':'table','Item':{},'ReturnValues':'ALL_NEW','ConditionExpression':'p =' | ReturnValues can only be ALL_OLD or NONE
          'TableName':'nothere','Item':{},'ConditionExpression':'p =' | Invalid ConditionExpression: Syntax error
          'TableName':'nothere','Item':{} | Requested resource not found
          'TableName':'table','Item':{} | Missing the key p in the item
          'TableName':'table','Item':{'':{'S':'x'}} | Empty attribute name
          'TableName':'table','Item':{'p':{'M':{'':{'S':'x'}}}} | Empty attribute name
          'TableName':'x','Item':{} | Invalid table/index name.
          'TableName':'nothere','Item':{},'Expected':{'n':{'Exists':true}} | Value must be provided when Exists is true for Attribute: n
          'TableName':'nothere','Item':{},'ConditionalOperator':'OR' | ConditionalOperator cannot be used without Filter or Expected
          'TableName':'table','Item':{},'Expected':{},'ConditionExpression':'p =' | Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}
          'TableName':'table','Item':{},'ConditionExpression':'p = :v','ExpressionAttributeValues':{':v':{'SS':[]}} | ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: An string set  may not be empty for key :v
          """)
  void put(String members, String message) {
    refused("PutItem", members, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'Select':'COUNT','ProjectionExpression':'v' | Cannot specify the ProjectionExpression when choosing to get only the Count
          'Select':'ALL_PROJECTED_ATTRIBUTES' | ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName
          'Select':'SPECIFIC_ATTRIBUTES' | Must specify the AttributesToGet or ProjectionExpression
          'ExclusiveStartKey':{'p':{'S':'b'},'s':{'N':'1'}} | outside query boundaries
          'ExclusiveStartKey':{'p':{'S':'a'}} | The provided starting key is invalid
          'FilterExpression':'x =','ProjectionExpression':'y,' | Invalid FilterExpression
          'IndexName':'index' | The table does not have the specified index: index
          """)
  void query(String members, String message) {
    refused("Query", queryOn("p = :p", members), message);
  }

  @Test
  void startKeysOfQueriesWithASortCondition() {
    String outside = "'ExclusiveStartKey':{'p':{'S':'a'},'s':{'N':'9'}}";
    refused(
        "Query", queryOn("p = :p AND s < :s", outside), "does not match the range key predicate");
    String other = "'ExclusiveStartKey':{'p':{'S':'b'},'s':{'N':'1'}}";
    refused("Query", queryOn("p = :p AND s < :s", other), "can return at most one row");
  }

  private static String queryOn(String condition, String members) {
    String values = condition.contains(":s") ? "':p':{'S':'a'},':s':{'N':'5'}" : "':p':{'S':'a'}";
    return "'TableName':'range','KeyConditionExpression':'"
        + condition
        + "','ExpressionAttributeValues':{"
        + values
        + "},"
        + members;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'ProvisionedThroughput':{'ReadCapacityUnits':1000000000001,'WriteCapacityUnits':1} | Given value 1000000000001 for ReadCapacityUnits is out of bounds
          'ProvisionedThroughput':{'ReadCapacityUnits':1,'WriteCapacityUnits':40001} | more than 40,000 units per table
          'BillingMode':'PAY_PER_REQUEST','ProvisionedThroughput':{'ReadCapacityUnits':1,'WriteCapacityUnits':1} | Neither ReadCapacityUnits nor WriteCapacityUnits can be specified
          'BillingMode':'PROVISIONED' | must both be specified when BillingMode is PROVISIONED
          'BillingMode':'PAY_PER_REQUEST','LocalSecondaryIndexes':[] | List of LocalSecondaryIndexes is empty
          'BillingMode':'PAY_PER_REQUEST','StreamSpecification':{'StreamEnabled':true} | One or more parameter values were invalid: Table is being created with a stream enabled, UpdateViewType is required
          'BillingMode':'PAY_PER_REQUEST','StreamSpecification':{'StreamEnabled':false,'StreamViewType':'KEYS_ONLY'} | One or more parameter values were invalid: Table is being created with a stream disabled, UpdateViewType should not be specified
          'BillingMode':'PAY_PER_REQUEST','StreamSpecification':{'StreamViewType':'KEYS_ONLY'} | Value null at 'streamSpecification.streamEnabled' failed to satisfy constraint: Member must not be null
          """)
  void createTable(String members, String message) {
    refused("CreateTable", "'TableName':'new'," + KEYS + "," + members, message);
    assertThat(front.created).isNull();
  }

  private static final String KEYS =
      "'AttributeDefinitions':[{'AttributeName':'p','AttributeType':'S'}],"
          + "'KeySchema':[{'AttributeName':'p','KeyType':'HASH'}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'StreamSpecification':{'StreamEnabled':true} | If stream is being enabled then UpdateViewType is required
          'StreamSpecification':{'StreamEnabled':false,'StreamViewType':'KEYS_ONLY'} | If stream is being disabled, then UpdateViewType must not be specified
          'StreamSpecification':{'StreamEnabled':false},'ProvisionedThroughput':{'ReadCapacityUnits':1,'WriteCapacityUnits':1} | You cannot modify stream status while updating table IOPS
          """)
  void updateOfAStream(String members, String message) {
    refused(
        "UpdateTable",
        "'TableName':'table'," + members,
        "One or more parameter values were invalid: " + message);
  }

  @Test
  void aTableShowsItsStream() {
    String enable =
        "{'TableName':'table','StreamSpecification':{'StreamEnabled':true,"
            + "'StreamViewType':'OLD_IMAGE'}}";
    assertThat(front.call("UpdateTable", enable.replace('\'', '"'))).startsWith("200 ");
    TableDescriptor table = Objects.requireNonNull(front.directory.find("table"));
    SortedMap<String, String> settings = new TreeMap<>(table.settings());
    settings.putAll(Objects.requireNonNull(front.changed).settings());
    front.directory.publish(
        Front.withSettings(table, TableStreams.apply("table", settings, front.wallMs)));
    assertThat(front.call("DescribeTable", "{\"TableName\":\"table\"}").replace('"', '\''))
        .contains(
            "'StreamSpecification':{'StreamEnabled':true,'StreamViewType':'OLD_IMAGE'},"
                + "'LatestStreamLabel':'2026-11-27T10:10:17.919','LatestStreamArn':"
                + "'arn:aws:dynamodb:eu-west-1:000000000000:table/table/stream/2026-11-27T10:10:17.919'");
  }

  @Test
  void aTableAsItIsAskedFor() {
    String answer =
        front.call(
            "CreateTable",
            ("{'TableName':'new'," + KEYS + ",'BillingMode':'PAY_PER_REQUEST'}")
                .replace('\'', '"'));
    assertThat(answer).startsWith("200 ");
    assertThat(front.created).isNotNull();
    assertThat(front.created.name()).isEqualTo("new");
    assertThat(front.created.onDemand()).isTrue();
    assertThat(front.created.keySchema().partitionKey().name()).isEqualTo("p");
  }

  @Test
  void scansAllPartitionsOfASegment() {
    assertThat(front.call("Scan", "{\"TableName\":\"table\"}")).startsWith("200 ");
    assertThat(front.sent).extracting(PartitionRequest::partition).containsExactly(1L, 2L);
    front.sent.clear();
    assertThat(front.call("Scan", "{\"TableName\":\"table\",\"Segment\":1,\"TotalSegments\":2}"))
        .startsWith("200 ");
    assertThat(front.sent).extracting(PartitionRequest::partition).containsExactly(2L);
    refused(
        "Scan",
        "'TableName':'table','Segment':2,'TotalSegments':2",
        "Segment: 2 is not less than TotalSegments: 2");
  }

  private void refused(String operation, String members, String message) {
    front.sent.clear();
    String answer = front.call(operation, ("{" + members + "}").replace('\'', '"'));
    assertThat(answer).startsWith("400 ").contains(message);
    assertThat(front.sent).isEmpty();
    assertThat(front.bugs).isEmpty();
  }
}

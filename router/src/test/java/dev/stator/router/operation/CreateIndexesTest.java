package dev.stator.router.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.router.Front;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which indexes a table may be created with, and in which words others are refused. */
class CreateIndexesTest {
  private static final String INVALID = "One or more parameter values were invalid: ";

  private final Front front = new Front(request -> new PartitionResponse.NotHosted());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          p a | | | Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex
          p s | L | p | Index KeySchema does not have a range key for index: ind0
          p s a | L | a s | Index KeySchema does not have the same leading hash key as table KeySchema for index: ind0. index hash key: a, table hash key: p
          p s | L | p q | Some index key attributes are not defined in AttributeDefinitions. Keys: [p, q], AttributeDefinitions: [p, s]
          p s a b | L | p a | Some AttributeDefinitions are not used. AttributeDefinitions: [p, a, b, s], keys used: [p, a, s]
          p s a b c d e f g h i | G | a b c d e/ | The KeySchema exceeds the maximum allowed number of HASH key attributes
          p s a b c d e f g h i | G | a/b c d e f | The KeySchema exceeds the maximum allowed number of RANGE key attributes
          """)
  void keysOfIndexes(String defined, String kind, String keys, String message) {
    boolean sorted = defined.contains("s");
    String index =
        "L".equals(kind)
            ? local("ind0", keys, "'ProjectionType':'ALL'")
            : keys == null
                ? local("ind0", "p a", "'ProjectionType':'ALL'")
                : global("ind0", keys, "'ProjectionType':'ALL'", "");
    // What is not used is said first, so all are.
    String rest =
        "G".equals(kind)
            ? "," + global("rest", "a/b c d e", ALL, "") + "," + global("more", "f g h i/", ALL, "")
            : "";
    String list = "G".equals(kind) ? "GlobalSecondaryIndexes" : "LocalSecondaryIndexes";
    refused(defined, sorted, "'" + list + "':[" + index + rest + "]", message);
  }

  private static final String ALL = "'ProjectionType':'ALL'";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'NonKeyAttributes':['x'] | Unknown ProjectionType: null
          'ProjectionType':'INCLUDE' | ProjectionType is INCLUDE, but NonKeyAttributes is not specified
          'ProjectionType':'ALL','NonKeyAttributes':['x'] | ProjectionType is ALL, but NonKeyAttributes is specified
          'ProjectionType':'KEYS_ONLY','NonKeyAttributes':['x'] | ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified
          'ProjectionType':'INCLUDE','NonKeyAttributes':['x','x'] | Duplicate element in NonKeyAttributes: x
          """)
  void projections(String projection, String message) {
    String index = local("ind0", "p a", projection);
    refused("p s a", true, "'LocalSecondaryIndexes':[" + index + "]", message);
    index = global("ind0", "a/", projection, "");
    refused("p s a", true, "'GlobalSecondaryIndexes':[" + index + "]", message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          PAY_PER_REQUEST | 'ProvisionedThroughput':{'ReadCapacityUnits':1,'WriteCapacityUnits':1} | ProvisionedThroughput should not be specified for index: ind0 when BillingMode is PAY_PER_REQUEST
          PROVISIONED | 'OnDemandThroughput':{} | ProvisionedThroughput is not specified for index: ind0
          PROVISIONED | 'ProvisionedThroughput':{'ReadCapacityUnits':1,'WriteCapacityUnits':1},'OnDemandThroughput':{'MaxReadRequestUnits':5} | MaxReadRequestUnits for OnDemandThroughput for index: ind0 cannot be specified when table BillingMode is PROVISIONED.
          PAY_PER_REQUEST | 'OnDemandThroughput':{'MaxReadRequestUnits':0} | Requested MaxReadRequestUnits for OnDemandThroughput for index : ind0 is outside of valid range
          PAY_PER_REQUEST | 'OnDemandThroughput':{'MaxWriteRequestUnits':-1} | Requested MaxWriteRequestUnits for OnDemandThroughput for index : ind0 is outside of valid range
          """)
  void capacity(String billing, String members, String message) {
    String index = global("ind0", "a/", ALL, "," + members);
    String throughput =
        billing.equals("PROVISIONED")
            ? ",'ProvisionedThroughput':{'ReadCapacityUnits':1,'WriteCapacityUnits':1}"
            : "";
    String rest =
        "'GlobalSecondaryIndexes':[" + index + "],'BillingMode':'" + billing + "'" + throughput;
    refusedAs("p s a", true, rest, INVALID + message);
  }

  @ParameterizedTest
  @CsvSource({
    "L, 6, Number of LocalSecondaryIndexes exceeds per-table limit of 5",
    "G, 21, GlobalSecondaryIndex count exceeds the per-table limit of 20",
    "L, 0, List of LocalSecondaryIndexes is empty",
    "G, 0, List of GlobalSecondaryIndexes is empty"
  })
  void counts(String kind, int count, String message) {
    List<String> indexes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      indexes.add(
          kind.equals("L") ? local("ind" + i, "p a", ALL) : global("ind" + i, "a/", ALL, ""));
    }
    String list = kind.equals("L") ? "LocalSecondaryIndexes" : "GlobalSecondaryIndexes";
    refused("p s a", true, "'" + list + "':[" + String.join(",", indexes) + "]", message);
  }

  @ParameterizedTest
  @CsvSource({
    "p a, p a, same, same, Duplicate index name: same",
    "p a, a/, same, same, Duplicate index name: same"
  })
  void names(String first, String second, String one, String other, String message) {
    String local = local(one, first, ALL);
    String rest =
        second.endsWith("/")
            ? "'LocalSecondaryIndexes':["
                + local
                + "],'GlobalSecondaryIndexes':["
                + global(other, second, ALL, "")
                + "]"
            : "'LocalSecondaryIndexes':[" + local + "," + local(other, second, ALL) + "]";
    refused("p s a", true, rest, message);
  }

  private void refused(String defined, boolean sorted, String members, String message) {
    refusedAs(defined, sorted, members + ",'BillingMode':'PAY_PER_REQUEST'", INVALID + message);
  }

  private void refusedAs(String defined, boolean sorted, String members, String message) {
    List<String> definitions = new ArrayList<>();
    for (String name : defined.split(" ", -1)) {
      definitions.add("{'AttributeName':'" + name + "','AttributeType':'S'}");
    }
    String request =
        "{'TableName':'new','AttributeDefinitions':["
            + String.join(",", definitions)
            + "],'KeySchema':"
            + (sorted ? keys("p s") : keys("p"))
            + ","
            + members
            + "}";
    assertThat(front.call("CreateTable", request.replace('\'', '"')))
        .startsWith("400")
        .contains("\"" + message + "\"");
    assertThat(front.created).isNull();
  }

  private static String local(String name, String keys, String projection) {
    return "{'IndexName':'"
        + name
        + "','KeySchema':"
        + keys(keys)
        + ",'Projection':{"
        + projection
        + "}}";
  }

  /** Keys before the slash are partition keys. */
  private static String global(String name, String keys, String projection, String rest) {
    String index = local(name, keys, projection);
    return index.substring(0, index.length() - 1) + rest + "}";
  }

  private static String keys(String keys) {
    List<String> elements = new ArrayList<>();
    boolean slash = keys.contains("/");
    int hashes = slash ? keys.substring(0, keys.indexOf('/')).split(" ", -1).length : 1;
    for (String name : keys.replace("/", " ").trim().split(" ", -1)) {
      String type = elements.size() < hashes ? "HASH" : "RANGE";
      elements.add("{'AttributeName':'" + name + "','KeyType':'" + type + "'}");
    }
    return "[" + String.join(",", elements) + "]";
  }
}

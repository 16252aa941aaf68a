package dev.stator.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.ApiException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceModelTest {
  private static final Path OFFICIAL =
      Path.of("target/smithy/META-INF/smithy/2012-08-10/dynamodb-2012-08-10.json");

  private static final ServiceModel MODEL = ServiceModel.dynamoDb();

  @Test
  void hasTheOperationsOfTheService() {
    assertThat(MODEL.operations()).hasSize(58);
    assertThat(MODEL.operations().stream().map(Operation::name))
        .contains("PutItem", "GetItem", "TransactWriteItems", "ExecuteStatement", "SearchVectors");
    assertThat(MODEL.operation("DescribeEndpoints").input().members()).isEmpty();
    assertThat(MODEL.find("ListTable")).isNull();
    assertThatThrownBy(() -> MODEL.operation("ListTable"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hasMembersInTheOrderOfTheModel() {
    Shape.Structure put = MODEL.operation("PutItem").input();
    assertThat(put.members().stream().map(Member::name))
        .containsExactly(
            "TableName",
            "Item",
            "Expected",
            "ReturnValues",
            "ReturnConsumedCapacity",
            "ReturnItemCollectionMetrics",
            "ConditionalOperator",
            "ConditionExpression",
            "ExpressionAttributeNames",
            "ExpressionAttributeValues",
            "ReturnValuesOnConditionCheckFailure");
    assertThat(put.members().stream().map(Member::ordinal))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    assertThat(put.ordinal("Item")).isEqualTo(1);
    assertThat(MODEL.operation("PutItem").output().find("Attributes")).isNotNull();
    assertThatThrownBy(() -> put.ordinal("Nope")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyOperationTakesAnEmptyBodyOrSaysWhatIsMissing() {
    for (Operation operation : MODEL.operations()) {
      assertThat(Requests.error(operation.name(), "{}"))
          .as(operation.name())
          .matches("accepted|VALIDATION: .*(must not be null|was not present in the request)");
    }
  }

  @Test
  void namesOfOperationsTellTheModelsApart() {
    assertThat(ServiceModel.streams().operations().stream().map(Operation::name))
        .containsExactly("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
        .doesNotContainAnyElementsOf(MODEL.operations().stream().map(Operation::name).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ListStreams | {} | accepted
          ListStreams | {'Limit':0} | VALIDATION: 1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1
          ListStreams | {'TableName':'a'} | VALIDATION: 1 validation error detected: Value 'a' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3
          ListStreams | {'ExclusiveStartStreamArn':'a'} | VALIDATION: 1 validation error detected: Value 'a' at 'exclusiveStartStreamArn' failed to satisfy constraint: Member must have length greater than or equal to 37
          DescribeStream | {} | VALIDATION: 1 validation error detected: Value null at 'streamArn' failed to satisfy constraint: Member must not be null
          DescribeStream | {'StreamArn':'arn:aws:dynamodb:r:1:table/table/stream/2','ShardFilter':{'Type':'NONE'}} | VALIDATION: 1 validation error detected: Value 'NONE' at 'shardFilter.type' failed to satisfy constraint: Member must satisfy enum value set: [CHILD_SHARDS]
          GetShardIterator | {'StreamArn':'arn:aws:dynamodb:r:1:table/table/stream/2','ShardId':'shardId-00000001795774217924-c2eed321','ShardIteratorType':'LATEST','SequenceNumber':'1'} | VALIDATION: 1 validation error detected: Value '1' at 'sequenceNumber' failed to satisfy constraint: Member must have length greater than or equal to 21
          GetRecords | {'ShardIterator':''} | VALIDATION: 1 validation error detected: Value '' at 'shardIterator' failed to satisfy constraint: Member must have length greater than or equal to 1
          GetRecords | {'ShardIterator':1} | SERIALIZATION: NUMBER_VALUE cannot be converted to String
          """)
  void checksTheConstraintsOfStreams(String operation, String body, String answer) {
    assertThat(Requests.error(ServiceModel.streams().operation(operation), body.replace('\'', '"')))
        .isEqualTo(answer);
  }

  /** The condenser refuses unknown traits; this refuses a condensed model that forgot some. */
  @Test
  void carriesEveryConstraintOfTheOfficialModel() throws Exception {
    Map<String, Object> shapes = object(object(SmallJson.read(OFFICIAL)).get("shapes"));
    Map<String, List<String>> condensed = condensedLines();
    int constraints = 0;
    for (Map.Entry<String, Object> entry : shapes.entrySet()) {
      String name = entry.getKey().substring(entry.getKey().indexOf('#') + 1);
      Map<String, Object> traits = traits(object(entry.getValue()));
      if (!condensed.containsKey(name)) {
        continue;
      }
      for (String trait : List.of("length", "range")) {
        Object bounds = traits.get("smithy.api#" + trait);
        if (bounds != null) {
          constraints++;
          Map<String, Object> sides = object(bounds);
          String text = sides.getOrDefault("min", "") + ".." + sides.getOrDefault("max", "");
          assertThat(condensed.get(name)).as(name).contains(text);
        }
      }
      Object pattern = traits.get("smithy.api#pattern");
      if (pattern != null) {
        constraints++;
        assertThat(condensed.get(name)).as(name).contains(pattern.toString());
      }
    }
    assertThat(constraints).isGreaterThan(60);
  }

  private static Map<String, List<String>> condensedLines() {
    Map<String, List<String>> lines = new TreeMap<>();
    ServiceModel.resourceText()
        .lines()
        .filter(line -> !line.startsWith("\t") && !line.startsWith("operation\t"))
        .map(line -> List.of(line.split("\t", -1)))
        .forEach(fields -> lines.put(fields.get(1), fields));
    return lines;
  }

  private static Map<String, Object> traits(Map<String, Object> shape) {
    return object(shape.getOrDefault("traits", Map.of()));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  @Test
  void isSmallAndLoadsQuickly() {
    String text = ServiceModel.resourceText();
    assertThat(text).hasSizeLessThan(80_000);
    long bestNanos = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long start = System.nanoTime();
      ModelParser.parse(text);
      bestNanos = Math.min(bestNanos, System.nanoTime() - start);
    }
    assertThat(bestNanos).isLessThan(30_000_000L);
  }

  @Test
  void refusesAModelOfAnotherForm() {
    assertThatThrownBy(() -> ModelParser.parse("stator-service-model\t2\n"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() ->
            ModelParser.parse(
                "stator-service-model\t1\noperation\tX\tA\tA\nstructure\tA\n\tm\tB\t\t\n"
                    + "document\tB\n"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("document");
  }

  @Test
  void resolvesTargets() {
    assertThat(Targets.resolve("DynamoDB_20120810.PutItem").name()).isEqualTo("PutItem");
    assertThat(Targets.resolve("DynamoDBStreams_20120810.ListStreams"))
        .isSameAs(ServiceModel.streams().operation("ListStreams"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "whatever",
        "DynamoDB_20120810",
        "DynamoDB_20120810.",
        "DynamoDB_20120810.ListTable",
        "DynamoDB_20120810.putItem",
        "DynamoDB_20120810PutItem",
        "DynamoDB_20111205.PutItem",
        "DynamoDBStreams_20120810",
        "DynamoDBStreams_20120810.PutItem",
        "DynamoDB_20120810.ListStreams",
        "DynamoDB_20120810.x.PutItem"
      })
  void unknownTargets(String header) {
    assertThatThrownBy(() -> Targets.resolve(header))
        .isInstanceOf(ApiException.class)
        .hasMessage("");
  }

  @Test
  void namesOfTables() {
    String arn = "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/My.Table-1";
    assertThat(TableNames.isArn(arn)).isTrue();
    assertThat(TableNames.local(arn)).isEqualTo("My.Table-1");
    assertThat(TableNames.local("abc")).isEqualTo("abc");
    assertThat(TableNames.isName("ab")).isFalse();
    assertThat(TableNames.isName("a".repeat(256))).isFalse();
    for (String bad :
        List.of(
            "arn:",
            "arn:aws:dynamodb:r:1:table/ab",
            "arn:a:b:c:d:index/abc",
            arn + "/index/i",
            "arn:::::",
            "arn:::::table/")) {
      assertThat(TableNames.isArn(bad)).as(bad).isFalse();
    }
  }

  /** JSON to maps and lists, for this test only. */
  private static final class SmallJson {
    static Object read(Path path) throws Exception {
      try (var parser =
          RequestReader.JSON.createParser(
              tools.jackson.core.ObjectReadContext.empty(), Files.readAllBytes(path))) {
        parser.nextToken();
        return value(parser);
      }
    }

    private static Object value(tools.jackson.core.JsonParser parser) {
      return switch (parser.currentToken()) {
        case START_OBJECT -> {
          Map<String, Object> map = new LinkedHashMap<>();
          while (parser.nextToken() != tools.jackson.core.JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            map.put(name, value(parser));
          }
          yield map;
        }
        case START_ARRAY -> {
          parser.skipChildren();
          yield List.of();
        }
        default -> parser.getString();
      };
    }
  }
}

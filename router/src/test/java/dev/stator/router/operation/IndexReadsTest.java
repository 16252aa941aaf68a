package dev.stator.router.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.IndexKey;
import dev.stator.model.key.IndexRowKeys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.key.SortCondition;
import dev.stator.router.Front;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads of indexes: what is sent where, what comes back, what is refused in which words. */
class IndexReadsTest {
  private static final PrimaryKey ITEM = new PrimaryKey(text("p1"), number(7));

  private final Front front = new Front(this::answer);
  private byte @Nullable [] last;

  private PartitionResponse answer(PartitionRequest request) {
    return switch (request) {
      case PartitionRequest.ReadPage page ->
          new PartitionResponse.Page(
              page.countOnly() ? List.of() : List.of(row("x", "small")), 1, 1, 100, last);
      case PartitionRequest.ReadRow read ->
          new PartitionResponse.Row(row("x", "small", "y", "y".repeat(5000)));
      default -> throw new IllegalStateException("unexpected " + request);
    };
  }

  private static StoredRow row(String... attributes) {
    Item item = new Item(Map.of("p", text("p1"), "s", number(7), "a", text("a1"), "b", text("b1")));
    for (int i = 0; i < attributes.length; i += 2) {
      item = item.with(attributes[i], text(attributes[i + 1]));
    }
    return StoredRow.of(StoredRow.encode(1, 2, item));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'IndexName':'none' | b = :a | The table does not have the specified index: none
          'IndexName':'filling' | b = :a | Cannot read from backfilling global secondary index: filling
          'IndexName':'keys','ConsistentRead':true | b = :a | Consistent reads are not supported on global secondary indexes
          'IndexName':'keys','Select':'ALL_ATTRIBUTES' | b = :a | One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index keys because its projection type is not ALL
          'IndexName':'keys','ProjectionExpression':'z, x.y, b, s' | b = :a | One or more parameter values were invalid: Global secondary index keys does not project [x, z]
          'IndexName':'keys','FilterExpression':'y = :a OR attribute_exists(p)' | b = :a | One or more parameter values were invalid: Secondary index keys does not project one or more filter attributes: [y]
          'IndexName':'local','FilterExpression':'y = :a','Select':'ALL_ATTRIBUTES' | p = :a | One or more parameter values were invalid: Secondary index local does not project one or more filter attributes: [y]
          'IndexName':'local','FilterExpression':'a = :a' | p = :a | Filter Expression can only contain non-primary key attributes: Primary key attribute: a
          'IndexName':'keys' | p = :a | Query condition missed key schema element: b
          'IndexName':'keys' | b = :a AND p = :a | Query key condition not supported
          'IndexName':'multi' | b = :a | HASH key attributes c must have equality conditions specified in the query
          'IndexName':'multi' | d = :a | HASH key attributes b, c must have equality conditions specified in the query
          'IndexName':'multi' | b = :a AND c > :a | HASH key attributes c must have equality conditions specified in the query
          'IndexName':'multi' | b = :a AND c = :a AND e = :a | RANGE key attributes d must have equality conditions specified in the query because a condition is present on key attribute e
          'IndexName':'multi' | b = :a AND c = :a AND d > :a AND e = :a | RANGE key attributes d must have equality conditions specified in the query because a condition is present on key attribute e
          'IndexName':'keys','ExclusiveStartKey':{'b':{'S':'a'}} | b = :a | The provided starting key is invalid
          'IndexName':'keys','ExclusiveStartKey':{'b':{'S':'a'},'p':{'S':'p'},'s':{'N':'1'},'x':{'S':'x'}} | b = :a | The provided starting key is invalid
          'IndexName':'keys','ExclusiveStartKey':{'b':{'N':'1'},'p':{'S':'p'},'s':{'N':'1'}} | b = :a | The provided starting key is invalid
          'IndexName':'keys','ExclusiveStartKey':{'b':{'S':''},'p':{'S':'p'},'s':{'N':'1'}} | b = :a | The provided starting key is invalid
          'IndexName':'keys','ExclusiveStartKey':{'b':{'S':'c'},'p':{'S':'p'},'s':{'N':'1'}} | b = :a | outside query boundaries
          'IndexName':'all','ExclusiveStartKey':{'c':{'S':'a'},'d':{'S':'a'},'p':{'S':'p'},'s':{'N':'1'}} | c = :a AND d > :a | does not match the range key predicate
          """)
  void refusedQueries(String members, String condition, String message) {
    String answer = query(condition, members);
    assertThat(answer).startsWith("400").contains(message);
    assertThat(front.sent).isEmpty();
  }

  @Test
  void aGlobalIndexIsReadInItsOwnPartitions() {
    String answer =
        query(
            "b = :a AND c = :a AND d = :a AND begins_with(e, :a)",
            "'IndexName':'multi','ReturnConsumedCapacity':'INDEXES'");
    assertThat(answer)
        .contains(json("'Count':1"))
        .contains(
            json(
                "'ConsumedCapacity':{'TableName':'indexed','CapacityUnits':0.5,'Table':{'CapacityUnits':0.0},"
                    + "'GlobalSecondaryIndexes':{'multi':{'CapacityUnits':0.5}}}"));
    PartitionRequest.ReadPage page = page();
    List<AttributeValue> keys = List.of(text("a"), text("a"));
    long partition = IndexRowKeys.hash(keys) >= 0 ? 70 : 71;
    assertThat(page.partition()).isEqualTo(partition);
    assertThat(page.range())
        .isEqualTo(
            IndexRowKeys.global(
                partition, keys, List.of(text("a")), new SortCondition.BeginsWith(text("a"))));
  }

  @Test
  void pagesOfAGlobalIndexGoOnAfterItsAndTheTablesKeys() {
    long partition = IndexRowKeys.hash(List.of(text("a"))) >= 0 ? 50 : 51;
    IndexKey key = new IndexKey(List.of(text("a")), List.of(), ITEM);
    last = IndexRowKeys.global(partition, key);
    assertThat(query("b = :a", "'IndexName':'keys','Limit':1"))
        .contains(json("'LastEvaluatedKey':{'p':{'S':'p1'},'s':{'N':'7'},'b':{'S':'a'}}"));
    query(
        "b = :a",
        "'IndexName':'keys','Limit':1,'ExclusiveStartKey':{'p':{'S':'p1'},'s':{'N':'7'},'b':{'S':'a'}}");
    PartitionRequest.ReadPage page = page();
    assertThat(page.range().contains(last)).isFalse();
    IndexKey next = new IndexKey(key.partition(), List.of(), new PrimaryKey(text("p1"), number(8)));
    assertThat(page.range().contains(IndexRowKeys.global(partition, next))).isTrue();
  }

  @Test
  void aLocalIndexIsReadBesideItsItems() {
    String answer =
        query("p = :a AND a > :a", "'IndexName':'local','ConsistentRead':true,'Select':'COUNT'");
    assertThat(answer).contains(json("'Count':1"));
    PartitionRequest.ReadPage page = page();
    assertThat(page.partition()).isEqualTo(4);
    assertThat(page.consistent()).isTrue();
    assertThat(page.range())
        .isEqualTo(IndexRowKeys.local(4, 0, text("a"), new SortCondition.Greater(text("a"))));
    assertThat(front.sent).hasSize(1);
  }

  @Test
  void whatALocalIndexDoesNotHaveComesFromTheTable() {
    String capacity = ",'ReturnConsumedCapacity':'INDEXES'";
    String answer = query("p = :a", "'IndexName':'local','Select':'ALL_ATTRIBUTES'" + capacity);
    assertThat(answer)
        .contains(json("'y':{'S':'yyyyy"))
        .contains(
            json(
                "'CapacityUnits':1.5,'Table':{'CapacityUnits':1.0},"
                    + "'LocalSecondaryIndexes':{'local':{'CapacityUnits':0.5}}"));
    assertThat(front.sent).hasSize(2);
    assertThat(((PartitionRequest.ReadRow) front.sent.get(1)).rowKey())
        .isEqualTo(RowKeys.itemKey(4, ITEM));
    front.sent.clear();
    assertThat(query("p = :a", "'IndexName':'local','ProjectionExpression':'x'" + capacity))
        .contains(json("'Items':[{'x':{'S':'small'}}]"))
        .contains(json("'Table':{'CapacityUnits':0.0}"));
    assertThat(front.sent).hasSize(1);
  }

  @Test
  void statementsReadIndexes() {
    String one = "SELECT x, y FROM \\\"indexed\\\".\\\"local\\\" WHERE p = 'a' AND a = 'b'";
    assertThat(statement(one)).contains(json("'Items':[{'x':{'S':'small'},'y':{'S':'yyy"));
    assertThat(page().range())
        .isEqualTo(IndexRowKeys.local(4, 0, text("a"), new SortCondition.Equal(text("b"))));
    assertThat(statement("SELECT y FROM \\\"indexed\\\".\\\"keys\\\" WHERE b = 'a'"))
        .startsWith("400")
        .contains("Global secondary index keys does not project [y]");
    assertThat(statement("SELECT * FROM \\\"indexed\\\".\\\"none\\\""))
        .contains("The table does not have the specified index");
    front.sent.clear();
    statement("SELECT * FROM \\\"indexed\\\".\\\"all\\\" WHERE d = 'a'");
    assertThat(front.sent).extracting(PartitionRequest::partition).containsExactly(60L, 61L);
  }

  /**
   * Only a query's filter is refused for what the index does not hold (github.com/nubo-db/
   * dynamodb-conformance, PartiQL's index qualifier).
   */
  @Test
  void scansMayFilterByWhatTheIndexDoesNotHold() {
    String filter = "'FilterExpression':'y = :a','ExpressionAttributeValues':{':a':{'S':'a'}}";
    assertThat(
            front.call("Scan", json("{'TableName':'indexed','IndexName':'keys'," + filter + "}")))
        .startsWith("200");
    assertThat(statement("SELECT b FROM \\\"indexed\\\".\\\"local\\\" WHERE y = 'a'"))
        .startsWith("200");
    assertThat(statement("SELECT b FROM \\\"indexed\\\".\\\"keys\\\" WHERE b = 'a' AND y = 'a'"))
        .startsWith("400")
        .contains("Secondary index keys does not project one or more filter attributes: [y]");
  }

  @Test
  void statementsDoNotReadIndexesWithKeysOfSeveralAttributes() {
    assertThat(statement("SELECT * FROM \\\"indexed\\\".\\\"multi\\\" WHERE b = 'a' AND c = 'a'"))
        .startsWith("400")
        .contains("tables with multi-attribute HASH keys or multi-attribute RANGE keys.");
    assertThat(front.sent).isEmpty();
  }

  @Test
  void whatAnIndexDoesNotHoldIsNamedInTheOrderOfTheStatement() {
    assertThat(statement("SELECT z, y FROM \\\"indexed\\\".\\\"keys\\\" WHERE b = 'a'"))
        .contains("Global secondary index keys does not project [z, y]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'IndexName':'none' | The table does not have the specified index: none
          'IndexName':'all','ConsistentRead':true | Consistent reads are not supported on global secondary indexes
          'IndexName':'keys','ProjectionExpression':'x' | Global secondary index keys does not project [x]
          'IndexName':'keys','ExclusiveStartKey':{'p':{'S':'p'},'s':{'N':'1'},'b':{'S':''}} | The provided starting key is invalid: One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: keys, IndexKey: b
          'IndexName':'all','ExclusiveStartKey':{'p':{'S':'p'},'s':{'N':'1'},'c':{'S':'c'}} | The provided starting key is invalid: The provided key element does not match the schema
          """)
  void refusedScans(String members, String message) {
    assertThat(front.call("Scan", json("{'TableName':'indexed'," + members + "}")))
        .startsWith("400")
        .contains(message);
    assertThat(front.sent).isEmpty();
  }

  private String query(String condition, String members) {
    return front.call(
        "Query",
        json(
            "{'TableName':'indexed','KeyConditionExpression':'"
                + condition
                + "','ExpressionAttributeValues':{':a':{'S':'a'}},"
                + members
                + "}"));
  }

  private String statement(String text) {
    return front.call("ExecuteStatement", "{\"Statement\":\"" + text + "\"}");
  }

  private PartitionRequest.ReadPage page() {
    return front.sent.stream()
        .filter(PartitionRequest.ReadPage.class::isInstance)
        .map(PartitionRequest.ReadPage.class::cast)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static AttributeValue text(String value) {
    return new AttributeValue.S(value);
  }

  private static AttributeValue number(int value) {
    return new AttributeValue.N(DynamoNumber.of(value));
  }
}

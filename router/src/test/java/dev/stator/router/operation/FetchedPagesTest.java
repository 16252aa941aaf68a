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
import dev.stator.router.Front;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pages of a local index whose items are read from the table: partition 4 of {@link Front} has rows
 * of the index, and answers on the stack that asks, as a node's own does.
 */
class FetchedPagesTest {
  private static final String QUERY =
      "{'TableName':'indexed','IndexName':'local','KeyConditionExpression':'p = :a',"
          + "'ExpressionAttributeValues':{':a':{'S':'a'}},'Select':'ALL_ATTRIBUTES',"
          + "'ReturnConsumedCapacity':'INDEXES'";
  private static final Pattern LAST =
      Pattern.compile("\"LastEvaluatedKey\":(\\{.*?\\}\\})(?:,\"ConsumedCapacity|\\}$)");

  private final Front front = new Front(this::answer);
  private final TreeMap<byte[], StoredRow> rows = new TreeMap<>(Arrays::compareUnsigned);
  private final TreeMap<byte[], StoredRow> items = new TreeMap<>(Arrays::compareUnsigned);
  private long deepest;
  private int reads;

  /** Items 0 and up, in this order in the index; every third has x = "yes". */
  private void put(int count, int bytes) {
    for (int i = 0; i < count; i++) {
      PrimaryKey key = new PrimaryKey(text("a"), new AttributeValue.N(DynamoNumber.of(i)));
      AttributeValue place = text("%06d".formatted(i));
      Item row =
          new Item(
              Map.of(
                  "p",
                  key.partition(),
                  "s",
                  new AttributeValue.N(DynamoNumber.of(i)),
                  "a",
                  place,
                  "x",
                  text(i % 3 == 0 ? "yes" : "no")));
      IndexKey at = new IndexKey(List.of(key.partition()), List.of(place), key);
      rows.put(IndexRowKeys.local(4, 0, place, at.item()), stored(row));
      items.put(RowKeys.itemKey(4, key), stored(row.with("y", text("y".repeat(bytes)))));
    }
  }

  private static StoredRow stored(Item item) {
    return StoredRow.of(StoredRow.encode(1, 2, item));
  }

  private PartitionResponse answer(PartitionRequest request) {
    return switch (request) {
      case PartitionRequest.ReadPage page -> page(page);
      case PartitionRequest.ReadRow read -> {
        if (++reads % 500 == 0) {
          deepest = Math.max(deepest, StackWalker.getInstance().walk(Stream::count));
        }
        yield new PartitionResponse.Row(items.get(read.rowKey()));
      }
      default -> throw new IllegalStateException("unexpected " + request);
    };
  }

  private PartitionResponse page(PartitionRequest.ReadPage asked) {
    List<StoredRow> found = new ArrayList<>();
    long bytes = 0;
    int scanned = 0;
    int matched = 0;
    var all = asked.reverse() ? rows.descendingMap() : rows;
    for (Map.Entry<byte[], StoredRow> entry : all.entrySet()) {
      if (!asked.range().contains(entry.getKey())) {
        continue;
      }
      StoredRow row = entry.getValue();
      scanned++;
      bytes += row.view().sizeBytes();
      if (asked.filter() == null || asked.filter().test(row.item())) {
        matched++;
        if (!asked.countOnly()) {
          found.add(row);
        }
      }
      if (scanned >= asked.rowsMax() || bytes >= asked.bytesMax()) {
        return new PartitionResponse.Page(found, matched, scanned, bytes, entry.getKey());
      }
    }
    return new PartitionResponse.Page(found, matched, scanned, bytes, null);
  }

  @Test
  void theStackDoesNotGrowWithTheItems() {
    put(20_000, 1);
    assertThat(query("")).contains(json("'Count':20000,'ScannedCount':20000"));
    assertThat(reads).isEqualTo(20_000);
    assertThat(deepest).isBetween(1L, 400L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          200 | 20000  |                            | 'Count':53,'ScannedCount':53   | 52   | 132.5
          200 | 20000  | ,'ScanIndexForward':false  | 'Count':53,'ScannedCount':53   | 147  | 132.5
          200 | 20000  | ,'ConsistentRead':true     | 'Count':53,'ScannedCount':53   | 52   | 265.0
          200 | 20000  | ,'Limit':10                | 'Count':10,'ScannedCount':10   | 9    | 25.0
          200 | 20000  | ,'Limit':60                | 'Count':53,'ScannedCount':53   | 52   | 132.5
          12  | 390000 |                            | 'Count':3,'ScannedCount':3     | 2    | 144.0
          3   | 390000 |                            | 'Count':3,'ScannedCount':3     | none | 144.0
          900 | 1000   | ,'Limit':600               | 'Count':600,'ScannedCount':600 | 599  | 300.0
          900 | 1000   |                            | 'Count':900,'ScannedCount':900 | none | 450.0
          200 | 20000  | ,'FilterExpression':'x=:a'  | 'Count':0,'ScannedCount':53    | 52   | 132.5
          """)
  void aPageEndsWithTheItemThatReachesItsBytes(
      int count, int bytes, String members, String counts, String last, String units) {
    put(count, bytes);
    String answer = query(members == null ? "" : members);
    assertThat(answer).contains(json(counts));
    assertThat(answer).contains(json("'Table':{'CapacityUnits':" + units + "}"));
    Matcher key = LAST.matcher(answer);
    assertThat(key.find() ? key.group(1) : "none")
        .isEqualTo(
            last.equals("none")
                ? last
                : json(
                    "{'p':{'S':'a'},'s':{'N':'%s'},'a':{'S':'%06d'}}"
                        .formatted(last, Integer.valueOf(last))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"`` | 200", ",'ScanIndexForward':false | 200"})
  void theNextPageGoesOnAfterTheLastItem(String members, int count) {
    put(count, 20_000);
    List<Integer> seen = new ArrayList<>();
    String start = "";
    int pages = 0;
    while (start != null) {
      String answer = query(members + start);
      Matcher item = Pattern.compile("\"S\":\"(\\d{6})\"").matcher(answer.split("LastEval")[0]);
      while (item.find()) {
        seen.add(Integer.valueOf(item.group(1)));
      }
      pages++;
      Matcher last = LAST.matcher(answer);
      start = last.find() ? ",'ExclusiveStartKey':" + last.group(1) : null;
    }
    assertThat(pages).isEqualTo(4);
    assertThat(seen).doesNotHaveDuplicates().hasSize(count);
    assertThat(reads).isEqualTo(count);
  }

  @Test
  void statementsHaveTheSamePages() {
    put(200, 20_000);
    String answer =
        front.call(
            "ExecuteStatement",
            json(
                "{'Statement':'SELECT s, y FROM \\'indexed\\'.\\'local\\' WHERE p = \\u0027a\\u0027'}"));
    assertThat(answer.split("\"y\":", -1)).hasSize(54);
    assertThat(answer).contains(json("'LastEvaluatedKey':{'p':{'S':'a'},'s':{'N':'52'}"));
  }

  @Test
  void theFailureOfAPartitionIsTheAnswer() {
    put(200, 100);
    Front failing =
        new Front(request ->
            request instanceof PartitionRequest.ReadRow && ++reads == 7
                ? new PartitionResponse.Busy("full")
                : answer(request));
    assertThat(failing.call("Query", json(QUERY + "}"))).startsWith("400").contains("Throughput");
    assertThat(reads).isLessThan(20);
  }

  private String query(String members) {
    return front.call("Query", json(QUERY + members + "}"));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static AttributeValue text(String value) {
    return new AttributeValue.S(value);
  }
}

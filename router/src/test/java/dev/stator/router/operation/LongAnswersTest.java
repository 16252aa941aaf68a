package dev.stator.router.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.item.StoredRow;
import dev.stator.router.Front;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Items that are many times as long as JSON: 90 KB of numbers whose digits are written out are 4.2
 * million characters.
 */
class LongAnswersTest {
  private static final AttributeValue NUMBERS =
      new AttributeValue.L(
          Collections.nCopies(30_000, new AttributeValue.N(DynamoNumber.parse("1E-130"))));

  private final Front front = new Front(LongAnswersTest::answer);

  private static PartitionResponse answer(PartitionRequest request) {
    if (request instanceof PartitionRequest.ReadRow) {
      return new PartitionResponse.Row(row(0));
    }
    if (request instanceof PartitionRequest.WriteItem) {
      return new PartitionResponse.Written(row(0).item(), 90_000, 90_000);
    }
    List<StoredRow> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rows.add(row(i));
    }
    return new PartitionResponse.Page(rows, 10, 10, 900_000, null);
  }

  private static StoredRow row(int sort) {
    Item item =
        new Item(
            Map.of(
                "p", new AttributeValue.S("a"),
                "s", new AttributeValue.N(DynamoNumber.of(sort)),
                "x", NUMBERS));
    return StoredRow.of(StoredRow.encode(1, 2, item));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Query            | 'TableName':'range','KeyConditionExpression':'p = :a','ExpressionAttributeValues':{':a':{'S':'a'}} | 'Count':2,'ScannedCount':2,
          Query            | 'TableName':'range','KeyConditionExpression':'p = :a','FilterExpression':'z<>:a','ExpressionAttributeValues':{':a':{'S':'a'}} | 'Count':2,'ScannedCount':10,
          Scan             | 'TableName':'range' | 'Count':2,'ScannedCount':2,
          ExecuteStatement | 'Statement':'SELECT * FROM range' | 'NextToken':
          """)
  void aPageEndsEarlier(String operation, String members, String rest) {
    String answer = front.call(operation, json("{" + members + "}"));
    assertThat(answer.substring(answer.length() - 300))
        .contains(json(rest))
        .contains(json("'LastEvaluatedKey':{'p':{'S':'a'},'s':{'N':'1'}}"));
    assertThat(answer.length()).isBetween(8 << 20, 9 << 20);
  }

  @Test
  void keysOfABatchAreLeft() {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      keys.append(i == 0 ? "" : ",").append("{'p':{'S':'a'},'s':{'N':'" + i + "'}}");
    }
    String answer =
        front.call("BatchGetItem", json("{'RequestItems':{'range':{'Keys':[" + keys + "]}}}"));
    assertThat(answer.substring(answer.indexOf("Unprocessed")))
        .isEqualTo(
            json(
                "UnprocessedKeys':{'range':{'Keys':[{'p':{'S':'a'},'s':{'N':'6'}},"
                    + "{'p':{'S':'a'},'s':{'N':'7'}},{'p':{'S':'a'},'s':{'N':'8'}},"
                    + "{'p':{'S':'a'},'s':{'N':'9'}}]}}}"));
  }

  /** Who is refused tries again, and adds once more what was added. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          GetItem          | 'TableName':'range','Key':{'p':{'S':'a'},'s':{'N':'0'}} | 503
          ExecuteStatement | 'Statement':'SELECT x FROM range WHERE p=\\u0027a\\u0027 AND s=0' | 503
          UpdateItem       | 'TableName':'range','Key':{'p':{'S':'a'},'s':{'N':'0'}},'ReturnValues':'ALL_OLD' | 200
          ExecuteStatement | 'Statement':'DELETE FROM range WHERE p=\\u0027a\\u0027 AND s=0 RETURNING ALL OLD *' | 200
          """)
  void whatWasDoneIsAnsweredWithoutRoom(String operation, String members, String status) {
    front.hasRoom = false;
    assertThat(front.call(operation, json("{" + members + "}"))).startsWith(status);
  }

  @Test
  void statementsOfABatchAreLeft() {
    StringBuilder statements = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      statements
          .append(i == 0 ? "" : ",")
          .append("{'Statement':'SELECT x FROM range WHERE p=\\u0027a\\u0027 AND s=" + i + "'}");
    }
    String answer =
        front.call("BatchExecuteStatement", json("{'Statements':[" + statements + "]}"));
    assertThat(answer.split("ThrottlingError", -1)).hasSize(5);
    assertThat(answer.split("\"Item\"", -1)).hasSize(7);
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}

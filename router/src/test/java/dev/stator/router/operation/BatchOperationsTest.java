package dev.stator.router.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.item.StoredRow;
import dev.stator.router.Front;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchOperationsTest {
  private static final PartitionResponse BUSY = new PartitionResponse.Busy("full");
  private static final PartitionResponse UNKNOWN = new PartitionResponse.Unknown("gone");
  private static final PartitionResponse WRITTEN = new PartitionResponse.Written(null, 0, 10);

  private static final String WRITES =
      "{\"RequestItems\":{\"table\":[{\"PutRequest\":{\"Item\":{\"p\":{\"S\":\"a\"},\"v\":{\"N\":\"1\"}}}},"
          + "{\"DeleteRequest\":{\"Key\":{\"p\":{\"S\":\"b\"}}}}]},"
          + "\"ReturnConsumedCapacity\":\"TOTAL\"}";
  private static final String READS =
      "{\"RequestItems\":{\"table\":{\"Keys\":[{\"p\":{\"S\":\"a\"}},{\"p\":{\"S\":\"b\"}}],"
          + "\"ConsistentRead\":true,\"ProjectionExpression\":\"#v\","
          + "\"ExpressionAttributeNames\":{\"#v\":\"v\"}}}}";

  /** The first request is answered with one, the others with another. */
  private static Front front(PartitionResponse first, PartitionResponse others) {
    return new Front(
        new Function<>() {
          private boolean begun;

          @Override
          public PartitionResponse apply(PartitionRequest request) {
            PartitionResponse response = begun ? others : first;
            begun = true;
            return response;
          }
        });
  }

  private static PartitionResponse row(String key) {
    Item item = new Item(Map.of("p", new AttributeValue.S(key), "v", new AttributeValue.S("x")));
    return new PartitionResponse.Row(StoredRow.of(StoredRow.encode(1, 2, item)));
  }

  @Test
  void tellsOfEachItemCollectionOnce() {
    Front front =
        new Front(request -> new PartitionResponse.Written(null, 0, 10).withCollection(5L << 30));
    String request =
        ("{'RequestItems':{'indexed':[{'PutRequest':{'Item':{'p':{'S':'a'},'s':{'N':'1'}}}},"
                + "{'DeleteRequest':{'Key':{'p':{'S':'a'},'s':{'N':'2'}}}},"
                + "{'DeleteRequest':{'Key':{'p':{'S':'b'},'s':{'N':'1'}}}}]},"
                + "'ReturnItemCollectionMetrics':'SIZE'}")
            .replace('\'', '"');
    String gigabytes = "'SizeEstimateRangeGB':[5.0,6.0]}";
    assertThat(front.call("BatchWriteItem", request).replace('"', '\''))
        .isEqualTo(
            "200 {'UnprocessedItems':{},'ItemCollectionMetrics':{'indexed':["
                + "{'ItemCollectionKey':{'p':{'S':'a'}},"
                + gigabytes
                + ",{'ItemCollectionKey':{'p':{'S':'b'}},"
                + gigabytes
                + "]}}");
    assertThat(front.call("BatchWriteItem", request.replace("SIZE", "NONE")))
        .isEqualTo("200 {\"UnprocessedItems\":{}}");
  }

  @Test
  void writesThatAPartitionCouldNotTakeComeBack() {
    assertThat(front(BUSY, WRITTEN).call("BatchWriteItem", WRITES))
        .isEqualTo(
            "200 {\"UnprocessedItems\":{\"table\":[{\"PutRequest\":{\"Item\":"
                + "{\"p\":{\"S\":\"a\"},\"v\":{\"N\":\"1\"}}}}]},"
                + "\"ConsumedCapacity\":[{\"TableName\":\"table\",\"CapacityUnits\":1.0}]}");
    assertThat(front(WRITTEN, UNKNOWN).call("BatchWriteItem", WRITES))
        .isEqualTo(
            "200 {\"UnprocessedItems\":{\"table\":[{\"DeleteRequest\":{\"Key\":"
                + "{\"p\":{\"S\":\"b\"}}}}]},"
                + "\"ConsumedCapacity\":[{\"TableName\":\"table\",\"CapacityUnits\":1.0}]}");
  }

  @Test
  void noWriteTakenIsAnError() {
    assertThat(front(BUSY, BUSY).call("BatchWriteItem", WRITES))
        .startsWith("400 ")
        .contains("ThrottlingException");
    assertThat(front(UNKNOWN, UNKNOWN).call("BatchWriteItem", WRITES)).startsWith("500 ");
  }

  @Test
  void aDamagedPartitionFailsTheBatch() {
    assertThat(
            front(WRITTEN, new PartitionResponse.Failed("damage")).call("BatchWriteItem", WRITES))
        .startsWith("500 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"table\":[%1$s,%1$s]",
        "\"table\":[%1$s],\"arn:aws:dynamodb:eu-west-1:000000000000:table/table\":[%1$s]"
      })
  void oneItemOnlyOnce(String items) {
    String put = "{\"PutRequest\":{\"Item\":{\"p\":{\"S\":\"a\"}}}}";
    Front front = front(WRITTEN, WRITTEN);
    assertThat(
            front.call("BatchWriteItem", "{\"RequestItems\":{" + String.format(items, put) + "}}"))
        .contains("Provided list of item keys contains duplicates");
    assertThat(front.sent).isEmpty();
  }

  @Test
  void keysThatAPartitionCouldNotReadComeBackAsTheyWereAsked() {
    assertThat(front(row("a"), BUSY).call("BatchGetItem", READS))
        .isEqualTo(
            "200 {\"Responses\":{\"table\":[{\"v\":{\"S\":\"x\"}}]},"
                + "\"UnprocessedKeys\":{\"table\":{\"Keys\":[{\"p\":{\"S\":\"b\"}}],"
                + "\"ConsistentRead\":true,\"ProjectionExpression\":\"#v\","
                + "\"ExpressionAttributeNames\":{\"#v\":\"v\"}}}}");
  }

  @Test
  void noKeyReadIsAnError() {
    assertThat(front(BUSY, BUSY).call("BatchGetItem", READS)).contains("ThrottlingException");
    assertThat(front(UNKNOWN, UNKNOWN).call("BatchGetItem", READS)).startsWith("500 ");
  }

  @Test
  void missingItemsAreLeftOut() {
    assertThat(front(row("a"), new PartitionResponse.Row(null)).call("BatchGetItem", READS))
        .isEqualTo(
            "200 {\"Responses\":{\"table\":[{\"v\":{\"S\":\"x\"}}]},\"UnprocessedKeys\":{}}");
  }
}

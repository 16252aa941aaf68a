package dev.stator.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.transaction.TransactionResponse;
import dev.stator.model.item.StoredRow;
import dev.stator.router.transaction.TransactionOptions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a request's work throws when an answer comes on a thread that is not the request's: it ends
 * the request, and nothing else. The answers here are such as no partition gives to these requests.
 */
class LateBugsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GetItem | "Key":{"p":{"S":"a"}}
          PutItem | "Item":{"p":{"S":"a"}}
          UpdateItem | "Key":{"p":{"S":"a"}}
          DeleteItem | "Key":{"p":{"S":"a"}}
          Query | "KeyConditionExpression":"p = :p","ExpressionAttributeValues":{":p":{"S":"a"}}
          Scan | "Select":"COUNT"
          """)
  void aRequestThatAnAnswerBreaksEndsAlone(String operation, String rest) {
    expectOneInternalError(operation, "{\"TableName\":\"table\",%s}".formatted(rest));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          BatchGetItem | {"RequestItems":{"table":{"Keys":[{"p":{"S":"a"}},{"p":{"S":"b"}}]}}}
          ExecuteStatement | {"Statement":"SELECT * FROM \\"table\\" WHERE p = 'a'"}
          ExecuteStatement | {"Statement":"SELECT * FROM \\"table\\""}
          """)
  void soDoesOneOfSeveralParts(String operation, String body) {
    expectOneInternalError(operation, body);
  }

  /** It would keep its place among the transactions under way, of which there are 4,000. */
  @Test
  void soDoesATransactionThatReadsADamagedItem() {
    StoredRow damaged = StoredRow.of(StoredRow.encode(1, 1, new byte[] {99, 1, 2, 3}));
    Front front =
        new Front(request ->
            new PartitionResponse.Transacted(
                new TransactionResponse.Rows(
                    List.of(new TransactionResponse.RowState(damaged, 1, false)))));
    for (int i = 0; i <= TransactionOptions.DEFAULT.underWayMax(); i++) {
      assertThat(
              front.callLate(
                  "TransactGetItems",
                  "{\"TransactItems\":[{\"Get\":{\"TableName\":\"table\",\"Key\":{\"p\":{\"S\":\"a\"}}}}]}"))
          .startsWith("500 ");
    }
    assertThat(front.bugs).hasSize(TransactionOptions.DEFAULT.underWayMax() + 1);
  }

  private static void expectOneInternalError(String operation, String body) {
    Front front = new Front(request -> new PartitionResponse.Statistics(1, 1));
    assertThat(front.callLate(operation, body)).startsWith("500 ").contains("InternalServerError");
    assertThat(front.bugs).isNotEmpty();
  }
}

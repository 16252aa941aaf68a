package dev.stator.router.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.message.TransactionRequest;
import dev.stator.cluster.transaction.TransactionResponse;
import dev.stator.cluster.transaction.TransactionResponse.Reason;
import dev.stator.cluster.transaction.TransactionResponse.RowState;
import dev.stator.cluster.transaction.TransactionResponse.Sizes;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.capacity.IndexUnits;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.router.Front;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransactionOperationsTest {
  private Function<TransactionRequest, TransactionResponse> steps = TransactionOperationsTest::yes;
  private final List<TransactionRequest> asked = new ArrayList<>();
  private final Front front = new Front(this::answer);

  private PartitionResponse answer(PartitionRequest request) {
    if (request instanceof PartitionRequest.Transact transact) {
      asked.add(transact.step());
      return new PartitionResponse.Transacted(steps.apply(transact.step()));
    }
    return new PartitionResponse.Written(null, 0, 0);
  }

  private static TransactionResponse yes(TransactionRequest step) {
    return switch (step) {
      case TransactionRequest.Prepare prepare -> accepted(prepare.actions().size());
      case TransactionRequest.Write write -> accepted(write.actions().size());
      case TransactionRequest.Finish finish -> new TransactionResponse.Finished(false);
      case TransactionRequest.Read read ->
          new TransactionResponse.Rows(
              read.rowKeys().stream().map(key -> new RowState(null, 1, false)).toList());
    };
  }

  private static TransactionResponse accepted(int count) {
    List<Sizes> sizes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sizes.add(new Sizes(0, 1_500));
    }
    return new TransactionResponse.Accepted(sizes);
  }

  @Test
  void tellsOfItemCollections() {
    steps =
        step ->
            new TransactionResponse.Accepted(
                List.of(
                    new Sizes(0, 10).withCollection(7L << 30),
                    new Sizes(5, 5),
                    new Sizes(0, 10).withCollection(9L << 30)));
    String actions =
        "{'TransactItems':[{'Put':{'TableName':'indexed','Item':{'p':{'S':'a'},'s':{'N':'1'}}}},"
            + "{'ConditionCheck':{'TableName':'indexed','Key':{'p':{'S':'c'},'s':{'N':'1'}},"
            + "'ConditionExpression':'attribute_exists(p)'}},"
            + "{'Put':{'TableName':'indexed','Item':{'p':{'S':'a'},'s':{'N':'2'}}}}],"
            + "'ReturnItemCollectionMetrics':'";
    assertThat(call("TransactWriteItems", actions + "SIZE'}"))
        .isEqualTo(
            "200 {'ItemCollectionMetrics':{'indexed':[{'ItemCollectionKey':{'p':{'S':'a'}},"
                + "'SizeEstimateRangeGB':[9.0,10.0]}]}}");
    assertThat(call("TransactWriteItems", actions + "NONE'}")).isEqualTo("200 {}");
  }

  @Test
  void anEmptyKeyOfAnIndexRefusesTheWholeRequest() {
    String message = "One or more parameter values are not valid. A value specified for ...";
    steps =
        step ->
            new TransactionResponse.Rejected(
                List.of(new Reason(TransactionResponse.Cause.VALIDATION, message, null)), 0);
    assertThat(
            call(
                "TransactWriteItems",
                "{'TransactItems':[{'Put':{'TableName':'table','Item':{'p':{'S':'a'}}}}]}"))
        .startsWith("400 ")
        .contains("#ValidationException")
        .contains(message);
  }

  private String call(String operation, String request) {
    String answer = front.call(operation, request.replace('\'', '"')).replace('"', '\'');
    assertThat(front.bugs).isEmpty();
    return answer;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {} | Invalid Request: TransactWriteRequest should contain Delete or Put or Update request
          {'Put':{'TableName':'table','Item':{'p':{'S':'a'}}},'Delete':{'TableName':'table','Key':{'p':{'S':'a'}}}} | TransactItems can only contain one of Check, Put, Update or Delete
          {'Put':{'TableName':'table','Item':{'p':{'S':'a'}}}},{'Delete':{'TableName':'table','Key':{'p':{'S':'a'}}}} | Transaction request cannot include multiple operations on one item
          {'Put':{'TableName':'table','Item':{'p':{'S':'a'}}}},{'Delete':{'TableName':'arn:aws:dynamodb:r:1:table/table','Key':{'p':{'S':'a'}}}} | Transaction request cannot include multiple operations on one item
          {'Put':{'TableName':'table','Item':{'p':{'S':''}}}} | #ValidationException','message':'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: p
          {'Delete':{'TableName':'range','Key':{'p':{'S':'a'},'s':{'N':'1'}}}},{'Put':{'TableName':'table','Item':{'p':{'N':'1'}}}} | specific reasons [None, ValidationError]','CancellationReasons':[{'Code':'None'},{'Code':'ValidationError','Message':'One or more parameter values were invalid: Type mismatch for key p expected: S actual: N'}]}
          {'Delete':{'TableName':'table','Key':{'p':{'N':'1'}}}} | #TransactionCanceledException','Message':'Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError]','CancellationReasons':[{'Code':'ValidationError','Message':'The provided key element does not match the schema'}]}
          {'Update':{'TableName':'table','Key':{'p':{'S':'a'}},'UpdateExpression':'SET p = :v','ExpressionAttributeValues':{':v':{'S':'b'}}}} | 'Code':'ValidationError','Message':'One or more parameter values were invalid: Cannot update attribute p. This attribute is part of the key
          {'Update':{'TableName':'table','Key':{'p':{'S':'a'}}}} | Value null at 'transactItems.1.member.update.updateExpression' failed to satisfy constraint: Member must not be null
          {'Put':{'TableName':'table','Item':{'p':{'S':'a'}},'ExpressionAttributeNames':{'#a':'b'}}} | ExpressionAttributeNames can only be specified when using expressions
          {'Put':{'TableName':'nothere','Item':{'p':{'S':'a'}}}} | #ResourceNotFoundException','message':'Requested resource not found
          {'Put':{'TableName':'stator.ledger','Item':{'id':{'B':'YQ=='}}}} | #ResourceNotFoundException','message':'Requested resource not found
          """)
  void whatIsWrongIsSaidInTheServicesWords(String items, String answer) {
    assertThat(call("TransactWriteItems", "{'TransactItems':[" + items + "]}")).contains(answer);
    assertThat(asked).isEmpty();
  }

  @Test
  void aTransactionOfTooManyBytesIsRefused() {
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < 11; i++) {
      items
          .append(i == 0 ? "" : ",")
          .append("{'Put':{'TableName':'table','Item':{'p':{'S':'")
          .append(i)
          .append("'},'x':{'S':'")
          .append("x".repeat(400_000))
          .append("'}}}}");
    }
    assertThat(call("TransactWriteItems", "{'TransactItems':[" + items + "]}"))
        .contains(
            "'message':'Transaction payload size cannot exceed 4MB. Payload Size: : Transaction payload size"
                + " cannot exceed 4MB. Payload Size: 4400");
  }

  @Test
  void soAreStatementsOfTooManyBytes() {
    StringBuilder statements = new StringBuilder();
    for (int i = 0; i < 11; i++) {
      statements
          .append(i == 0 ? "" : ",")
          .append("{'Statement':'INSERT INTO \\\"table\\\" VALUE {\\u0027p\\u0027:\\u0027")
          .append(i)
          .append("\\u0027,\\u0027x\\u0027:?}','Parameters':[{'S':'")
          .append("x".repeat(400_000))
          .append("'}]}");
    }
    assertThat(call("ExecuteTransaction", "{'TransactStatements':[" + statements + "]}"))
        .contains("Transaction payload size cannot exceed 4MB. Payload Size: 4400");
  }

  @Test
  void everythingCountsTwice() {
    String two =
        "{'TransactItems':[{'Put':{'TableName':'table','Item':{'p':{'S':'a'}}}},{'ConditionCheck':"
            + "{'TableName':'range','Key':{'p':{'S':'a'},'s':{'N':'1'}},'ConditionExpression':"
            + "'attribute_exists(p)'}}],'ReturnConsumedCapacity':'TOTAL'}";
    assertThat(call("TransactWriteItems", two))
        .isEqualTo(
            "200 {'ConsumedCapacity':[{'TableName':'table','CapacityUnits':4.0,"
                + "'WriteCapacityUnits':4.0},{'TableName':'range','CapacityUnits':4.0,"
                + "'WriteCapacityUnits':4.0}]}");
    assertThat(asked).hasSize(4);
    assertThat(
            call(
                "TransactGetItems",
                "{'TransactItems':[{'Get':{'TableName':'table','Key':{'p':{'S':'a'}}}}],"
                    + "'ReturnConsumedCapacity':'INDEXES'}"))
        .isEqualTo(
            "200 {'Responses':[{}],'ConsumedCapacity':[{'TableName':'table','CapacityUnits':2.0,"
                + "'ReadCapacityUnits':2.0,'Table':{'CapacityUnits':2.0,'ReadCapacityUnits':2.0}}]}");
  }

  /** Figures as the service was measured: a table's units count twice, those of indexes do not. */
  @Test
  void indexesCountAsEver() {
    steps =
        step ->
            new TransactionResponse.Accepted(
                List.of(
                    new Sizes(0, 1_500)
                        .withIndexUnits(
                            List.of(
                                new IndexUnits("local", true, 2),
                                new IndexUnits("keys", false, 1))),
                    new Sizes(3_000, 3_000),
                    new Sizes(1_500, 1_500)
                        .withIndexUnits(List.of(new IndexUnits("keys", false, 2)))));
    String actions =
        "{'TransactItems':[{'Put':{'TableName':'indexed','Item':{'p':{'S':'a'},'s':{'N':'1'}}}},"
            + "{'ConditionCheck':{'TableName':'indexed','Key':{'p':{'S':'c'},'s':{'N':'1'}},"
            + "'ConditionExpression':'attribute_exists(p)'}},"
            + "{'Update':{'TableName':'indexed','Key':{'p':{'S':'a'},'s':{'N':'2'}},"
            + "'UpdateExpression':'SET b = b'}}]";
    assertThat(call("TransactWriteItems", actions + ",'ReturnConsumedCapacity':'TOTAL'}"))
        .isEqualTo(
            "200 {'ConsumedCapacity':[{'TableName':'indexed','CapacityUnits':19.0,"
                + "'WriteCapacityUnits':19.0}]}");
    assertThat(call("TransactWriteItems", actions + ",'ReturnConsumedCapacity':'INDEXES'}"))
        .isEqualTo(
            "200 {'ConsumedCapacity':[{'TableName':'indexed','CapacityUnits':19.0,"
                + "'WriteCapacityUnits':19.0,"
                + "'Table':{'CapacityUnits':14.0,'WriteCapacityUnits':14.0},"
                + "'LocalSecondaryIndexes':{"
                + "'local':{'CapacityUnits':2.0,'WriteCapacityUnits':2.0}},"
                + "'GlobalSecondaryIndexes':{"
                + "'keys':{'CapacityUnits':3.0,'WriteCapacityUnits':3.0}}}]}");
    assertThat(asked)
        .allSatisfy(step ->
            assertThat(((TransactionRequest.Write) step).actions())
                .allMatch(action -> action.write().countsIndexes()));
    asked.clear();
    call("TransactWriteItems", actions + "}");
    assertThat(((TransactionRequest.Write) asked.getFirst()).actions())
        .as("nobody counts what nobody asks for")
        .noneMatch(action -> action.write().countsIndexes());
  }

  @Test
  void onePartitionIsAskedOnce() {
    assertThat(
            call(
                "TransactWriteItems",
                "{'TransactItems':[{'Put':{'TableName':'table','Item':{'p':{'S':'a'}}}}]}"))
        .isEqualTo("200 {}");
    assertThat(asked).hasSize(1).first().isInstanceOf(TransactionRequest.Write.class);
  }

  @Test
  void reasonsComeInTheOrderOfTheRequest() {
    steps =
        step ->
            step instanceof TransactionRequest.Write write
                ? new TransactionResponse.Rejected(
                    write.actions().stream()
                        .map(action -> new Reason(TransactionResponse.Cause.CONFLICT, "", null))
                        .toList(),
                    0)
                : yes(step);
    assertThat(
            call(
                "TransactWriteItems",
                "{'TransactItems':[{'Put':{'TableName':'table','Item':{'p':{'S':'a'}}}}]}"))
        .contains("[TransactionConflict]")
        .contains("{'Code':'TransactionConflict','Message':'Transaction is ongoing for the item'}");
  }

  @Test
  void aReadLooksAgainWhileSomethingIsPendingAndThenGivesUp() {
    int[] rounds = {0};
    steps =
        step -> {
          rounds[0]++;
          return new TransactionResponse.Rows(
              ((TransactionRequest.Read) step)
                  .rowKeys().stream().map(key -> new RowState(null, 1, rounds[0] < 3)).toList());
        };
    String get = "{'TransactItems':[{'Get':{'TableName':'table','Key':{'p':{'S':'a'}}}}]}";
    assertThat(call("TransactGetItems", get)).isEqualTo("200 {'Responses':[{}]}");
    assertThat(rounds[0]).isEqualTo(3);
    rounds[0] = -1_000;
    assertThat(call("TransactGetItems", get)).contains("specific reasons [TransactionConflict]");
  }

  @Test
  void severalPartitionsAreReadUntilTwoRoundsAgree() {
    int[] reads = {0};
    steps =
        step -> {
          reads[0]++;
          return new TransactionResponse.Rows(
              ((TransactionRequest.Read) step)
                  .rowKeys().stream()
                      .map(key -> new RowState(null, Math.min(reads[0], 4), false))
                      .toList());
        };
    String two =
        "{'TransactItems':[{'Get':{'TableName':'table','Key':{'p':{'S':'a'}}}},"
            + "{'Get':{'TableName':'range','Key':{'p':{'S':'a'},'s':{'N':'1'}}}}]}";
    assertThat(call("TransactGetItems", two)).isEqualTo("200 {'Responses':[{},{}]}");
    assertThat(reads[0]).as("1 and 2, 3 and 4, 5 and 6, 7 and 8 agree with the third").isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT * FROM "table" WHERE p='a' / INSERT INTO "table" VALUE {'p':'b'} | ExecuteTransaction API does not support both read and write operations in the same request.
          SELECT * FROM "table" WHERE x='a' | Validation failed in TransactStatements[0]: Select statements within ExecuteTransaction must specify the primary key in the where clause.
          DELETE FROM "table" WHERE p='a' / UPDATE "table" SET x=1 WHERE p='b' RETURNING ALL NEW * | Validation failed in TransactStatements[1]: RETURNING clause is not supported in ExecuteTransaction.
          EXISTS(SELECT * FROM "table" WHERE p='a') | Validation failed in TransactStatements[0]: EXISTS() must contain a single item read with additional condition
          DELETE FROM "table" WHERE p='a' / UPDATE "table" SET x=1 WHERE p='a' | Transaction request cannot include multiple operations on one item
          INSERT INTO "table" VALUE {'q':'b'} | 'Code':'ValidationError','Message':'Key attribute should be present in the item: Key p'
          SELECT * FROM "nothere" WHERE p='a' | #ResourceNotFoundException
          INSERT INTO | Validation failed in TransactStatements[0]: Statement wasn't well formed, can't be processed:
          SELECT * FROM "indexed"."multi" WHERE b='a' | Validation failed in TransactStatements[0]: Reads on indices are not supported within transactions.
          EXISTS(SELECT * FROM "indexed"."keys" WHERE p='a' AND s=1 AND x=1) | Validation failed in TransactStatements[0]: Operations on indices are not supported in transactions
          SELECT * FROM "indexed"."keys" WHERE b='a' | Validation failed in TransactStatements[0]: Reads on indices are not supported within transactions.
          EXISTS(SELECT * FROM "table" WHERE p='a' AND x=1) / DELETE FROM "table" WHERE p='b' | 200 {'Responses':[]}
          SELECT * FROM "table" WHERE p='a' / SELECT * FROM "table" WHERE p='b' | 200 {'Responses':[{},{}]}
          """)
  void statementsAreCarriedOutAsOne(String statements, String answer) {
    List<String> all = new ArrayList<>();
    for (String statement : statements.split(" / ", -1)) {
      all.add("{\"Statement\":\"" + statement.replace("\"", "\\\"") + "\"}");
    }
    String request = "{\"TransactStatements\":[" + String.join(",", all) + "]}";
    String got = front.call("ExecuteTransaction", request).replace('"', '\'');
    assertThat(front.bugs).isEmpty();
    assertThat(got).contains(answer.strip());
  }

  /** A SELECT that finds no item is no EXISTS, whatever its clause asks of the item. */
  @Test
  void existsAsksForAnItem() {
    call(
        "ExecuteTransaction",
        "{'TransactStatements':[{'Statement':"
            + "'EXISTS(SELECT * FROM \\\"table\\\" WHERE p=? AND x IS MISSING)',"
            + "'Parameters':[{'S':'a'}]}]}");
    TransactionRequest.Write write = (TransactionRequest.Write) asked.getFirst();
    ConditionExpression condition =
        Objects.requireNonNull(write.actions().getFirst().write().condition());
    assertThat(condition.test(Item.EMPTY)).isFalse();
    assertThat(condition.test(Item.EMPTY.with("p", new AttributeValue.S("a")))).isTrue();
  }

  /** The first key is that of every later call with the token; a statement's is another one. */
  @Test
  void aTokenIsOneOfItsOperation() {
    String token = "'ClientRequestToken':'token'}";
    String put = "{'TransactItems':[{'Put':{'TableName':'table','Item':{'p':{'S':'a'}}}}],";
    String insert =
        "{'TransactStatements':[{'Statement':'DELETE FROM \\\"table\\\" WHERE p=?',"
            + "'Parameters':[{'S':'a'}]}],";
    List<AttributeValue> keys = new ArrayList<>();
    for (String[] call :
        List.of(
            new String[] {"TransactWriteItems", put + token},
            new String[] {"TransactWriteItems", put + token},
            new String[] {"ExecuteTransaction", insert + token})) {
      front.sent.clear();
      call(call[0], call[1]);
      keys.add(((PartitionRequest.WriteItem) front.sent.getFirst()).key().partition());
    }
    assertThat(keys.get(1)).isEqualTo(keys.get(0));
    assertThat(keys.get(2)).isNotEqualTo(keys.get(0));
  }

  @Test
  void theLedgerIsNobodysTable() {
    assertThat(call("ListTables", "{}"))
        .isEqualTo("200 {'TableNames':['indexed','range','table']}");
    assertThat(call("ListTables", "{'Limit':1,'ExclusiveStartTableName':'range'}"))
        .contains("'TableNames':['table']");
    for (String operation : List.of("DescribeTable", "DeleteTable")) {
      assertThat(call(operation, "{'TableName':'stator.ledger'}"))
          .contains("Requested resource not found: Table: stator.ledger not found");
    }
    assertThat(call("Scan", "{'TableName':'stator.ledger'}"))
        .contains("#ResourceNotFoundException");
  }
}

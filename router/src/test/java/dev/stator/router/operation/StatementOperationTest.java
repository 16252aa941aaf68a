package dev.stator.router.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.router.Front;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a statement asks of partitions, and what becomes of their answers. */
class StatementOperationTest {
  private static final Item ITEM =
      new Item(
          Map.of(
              "p", text("a"), "v", text("x"), "m", new AttributeValue.M(Map.of("k", text("y")))));
  private static final PartitionResponse FOUND = new PartitionResponse.Row(row(ITEM));

  @Test
  void aWholeKeyIsOneRead() {
    Front front = new Front(request -> FOUND);
    assertThat(execute(front, "SELECT v, m.k FROM table1 WHERE p = 'a'", ""))
        .contains("Requested resource not found");
    assertThat(
            execute(front, "SELECT v, m.k FROM \"table\" WHERE p = 'a'", ",'ConsistentRead':true"))
        .isEqualTo("200 {'Items':[{'v':{'S':'x'},'k':{'S':'y'}}]}");
    assertThat(front.sent)
        .singleElement()
        .isInstanceOfSatisfying(
            PartitionRequest.ReadRow.class, read -> assertThat(read.consistent()).isTrue());
    assertThat(execute(front, "SELECT * FROM \"table\" WHERE p = 'a' AND v = 'z'", ""))
        .isEqualTo("200 {'Items':[]}");
    assertThat(
            execute(
                front,
                "SELECT v FROM \"table\" WHERE p = 'a'",
                ",'ReturnConsumedCapacity':'TOTAL'"))
        .isEqualTo(
            "200 {'Items':[{'v':{'S':'x'}}],'ConsumedCapacity':{'TableName':'table','CapacityUnits':0.5}}");
  }

  @Test
  void whatIsNoWholeKeyIsReadPageByPage() {
    Front front = new Front(request -> page(null));
    execute(front, "SELECT * FROM range WHERE p IN ('b', 'a') AND s > 1 AND v = 2", "");
    assertThat(front.sent).hasSize(2);
    PartitionRequest.ReadPage first = (PartitionRequest.ReadPage) front.sent.get(0);
    assertThat(first.range().contains(RowKeys.itemKey(3, key("a", 2)))).isTrue();
    assertThat(first.range().contains(RowKeys.itemKey(3, key("a", 1)))).isFalse();
    assertThat(first.filter()).isNotNull();
    front.sent.clear();
    execute(front, "SELECT * FROM \"table\" WHERE v = 2", "");
    assertThat(front.sent).hasSize(2).allMatch(PartitionRequest.ReadPage.class::isInstance);
  }

  @Test
  void aTokenGoesOnWhereThePageEnded() {
    byte[] last = RowKeys.itemKey(3, key("a", 5));
    Front front = new Front(request -> page(last));
    String statement = "SELECT * FROM range WHERE p = ? AND s > 1";
    String more = ",'Parameters':[{'S':'a'}],'Limit':1";
    String answer = execute(front, statement, more);
    assertThat(answer).contains("'LastEvaluatedKey':{'p':{'S':'a'},'s':{'N':'5'}}");
    String token = token(answer);
    front.sent.clear();
    execute(front, statement, more + ",'NextToken':'" + token + "'");
    PartitionRequest.ReadPage next = (PartitionRequest.ReadPage) front.sent.get(0);
    assertThat(next.range().contains(last)).isFalse();
    assertThat(next.range().contains(RowKeys.itemKey(3, key("a", 6)))).isTrue();
    assertThat(next.rowsMax()).isEqualTo(1);
    front.sent.clear();
    String other = ",'Parameters':[{'S':'b'}],'NextToken':'" + token + "'";
    assertThat(execute(front, statement, other)).contains("NextToken does not match request");
    assertThat(execute(front, statement + " AND v = 1", more + ",'NextToken':'" + token + "'"))
        .contains("NextToken does not match request");
    for (String bad : List.of("x", "AAAA", token.substring(4), flipped(token))) {
      assertThat(execute(front, statement, more + ",'NextToken':'" + bad + "'"))
          .startsWith("400 ")
          .contains("Invalid NextToken");
    }
    assertThat(front.sent).isEmpty();
  }

  private static String flipped(String token) {
    char first = token.charAt(10);
    return token.substring(0, 10) + (first == 'A' ? 'B' : 'A') + token.substring(11);
  }

  @Test
  void aReverseOrderReadsBackwards() {
    Front front = new Front(request -> page(null));
    execute(front, "SELECT * FROM range WHERE p = 'a' ORDER BY s DESC", "");
    assertThat(((PartitionRequest.ReadPage) front.sent.get(0)).reverse()).isTrue();
  }

  @Test
  void noGlobalIndexIsReadStrongly() {
    Front front = new Front(request -> page(null));
    assertThat(
            execute(
                front,
                "SELECT * FROM \"indexed\".\"keys\" WHERE b = 'a'",
                ",'ConsistentRead':true"))
        .startsWith("400 ")
        .contains("Strongly consistent read is not supported on Global Secondary Indexes");
    assertThat(front.sent).isEmpty();
  }

  @Test
  void anInsertIsAPutOfWhatIsNotThere() {
    Front front = writing(new PartitionResponse.Written(null, 0, 5));
    String insert = "INSERT INTO \"table\" VALUE {'p': 'a', 'v': ?}";
    assertThat(execute(front, insert, ",'Parameters':[{'NULL':true}]"))
        .isEqualTo("200 {'Items':[]}");
    PartitionRequest.WriteItem write = (PartitionRequest.WriteItem) front.sent.get(0);
    assertThat(write.mutation()).isInstanceOf(Mutation.Put.class);
    assertThat(Objects.requireNonNull(write.condition()).test(Item.EMPTY)).isTrue();
    assertThat(write.condition().test(ITEM)).isFalse();
    Front there = writing(new PartitionResponse.ConditionFailed(null, 5));
    assertThat(execute(there, insert, ",'Parameters':[{'NULL':true}]"))
        .contains("#DuplicateItemException")
        .contains("Duplicate primary key exists in table");
  }

  @Test
  void anUpdateWantsItsItem() {
    Front front = writing(new PartitionResponse.Written(ITEM, 5, 5));
    assertThat(
            execute(
                front,
                "UPDATE \"table\" SET v = 'y' WHERE p = 'a' AND v = 'x' RETURNING ALL OLD *",
                ""))
        .startsWith("200 {'Items':[{");
    PartitionRequest.WriteItem write = (PartitionRequest.WriteItem) front.sent.get(0);
    assertThat(write.returnValues()).isEqualTo(ReturnValues.ALL_OLD);
    assertThat(Objects.requireNonNull(write.condition()).test(ITEM)).isTrue();
    assertThat(write.condition().test(Item.EMPTY)).isFalse();
    assertThat(write.condition().test(new Item(Map.of("p", text("a"), "v", text("z"))))).isFalse();
    assertThat(execute(front, "UPDATE \"table\" SET p = 'y' WHERE p = 'a'", ""))
        .contains("Cannot update attribute p. This attribute is part of the key");
    Front failing = writing(new PartitionResponse.ConditionFailed(ITEM, 5));
    assertThat(
            execute(
                failing,
                "UPDATE \"table\" SET v = 'y' WHERE p = 'a'",
                ",'ReturnValuesOnConditionCheckFailure':'ALL_OLD'"))
        .contains("#ConditionalCheckFailedException")
        .contains("'Item':{");
    assertThat(((PartitionRequest.WriteItem) failing.sent.get(0)).returnOldOnFailure()).isTrue();
  }

  @Test
  void aDeleteOfNothingIsNoError() {
    Front front = writing(new PartitionResponse.Written(null, 0, 0));
    assertThat(execute(front, "DELETE FROM \"table\" WHERE p = 'a' AND v = 'x'", ""))
        .isEqualTo("200 {'Items':[]}");
    PartitionRequest.WriteItem write = (PartitionRequest.WriteItem) front.sent.get(0);
    assertThat(Objects.requireNonNull(write.condition()).test(Item.EMPTY)).isTrue();
    assertThat(write.condition().test(new Item(Map.of("p", text("a"), "v", text("z"))))).isFalse();
    front.sent.clear();
    execute(front, "DELETE FROM \"table\" WHERE p = 'a'", "");
    assertThat(((PartitionRequest.WriteItem) front.sent.get(0)).condition()).isNull();
  }

  @Test
  void aBatchAnswersEachStatement() {
    Front front = new Front(request -> FOUND);
    assertThat(
            batch(
                front,
                "SELECT v FROM \"table\" WHERE p = 'a'",
                "SELECT * FROM \"table\" WHERE v = 'a'",
                "SELECT * FROM \"table\" WHERE p = 'b' AND v = 'a'",
                "SELECT * FROM nothere WHERE p = 'a'",
                "SLECT"))
        .isEqualTo(
            "200 {'Responses':[{'TableName':'table','Item':{'v':{'S':'x'}}},"
                + "{'Error':{'Code':'ValidationError','Message':'Select statements within"
                + " BatchExecuteStatement must specify the primary key in the where clause.'}},"
                + "{'Error':{'Code':'ValidationError','Message':'Select statements within"
                + " BatchExecuteStatement must specify the primary key in the where clause.'}},"
                + "{'Error':{'Code':'ResourceNotFound','Message':'Requested resource not found'}},"
                + "{'Error':{'Code':'ValidationError','Message':'Statement wasn't well formed, can't"
                + " be processed: Expected data manipulation'}}]}");
    assertThat(front.sent).hasSize(1);
  }

  @Test
  void aBatchTellsOfFailedWrites() {
    Front front = writing(new PartitionResponse.ConditionFailed(null, 5));
    assertThat(
            batch(
                front,
                "INSERT INTO \"table\" VALUE {'p': 'a'}",
                "UPDATE \"table\" SET v = 1 WHERE p = 'b'"))
        .isEqualTo(
            "200 {'Responses':[{'Error':{'Code':'DuplicateItem','Message':'Duplicate primary key"
                + " exists in table'},'TableName':'table'},{'Error':{'Code':'ConditionalCheckFailed',"
                + "'Message':'The conditional request failed'},'TableName':'table'}]}");
  }

  @Test
  void aBatchIsOfOneKindAndOfOneStatementAnItem() {
    Front front = new Front(request -> FOUND);
    assertThat(
            batch(
                front,
                "SELECT * FROM \"table\" WHERE p = 'a'",
                "DELETE FROM \"table\" WHERE p = 'b'"))
        .contains("Read and write requests together in the same batch is not supported.");
    assertThat(
            batch(
                front,
                "INSERT INTO \"table\" VALUE {'p': 'a'}",
                "DELETE FROM \"table\" WHERE p = 'a'"))
        .contains("Provided list of item keys contains duplicates");
    assertThat(front.sent).isEmpty();
  }

  private static Front writing(PartitionResponse answer) {
    Function<PartitionRequest, PartitionResponse> always = request -> answer;
    return new Front(always);
  }

  private static PartitionResponse page(byte[] last) {
    return new PartitionResponse.Page(List.of(), 0, 1, 10, last);
  }

  private static String token(String answer) {
    Matcher token = Pattern.compile("'NextToken':'([^']+)'").matcher(answer);
    assertThat(token.find()).isTrue();
    return token.group(1);
  }

  private static StoredRow row(Item item) {
    return StoredRow.of(StoredRow.encode(1, 1, item));
  }

  private static PrimaryKey key(String p, int s) {
    return new PrimaryKey(text(p), new AttributeValue.N(DynamoNumber.of(s)));
  }

  private static AttributeValue text(String value) {
    return new AttributeValue.S(value);
  }

  /** Executes a statement; the quotes of the rest, and of the answer, are single ones. */
  private static String execute(Front front, String statement, String members) {
    return front
        .call(
            "ExecuteStatement",
            "{\"Statement\":" + quoted(statement) + members.replace('\'', '"') + "}")
        .replace('"', '\'');
  }

  private static String batch(Front front, String... statements) {
    StringBuilder request = new StringBuilder("{\"Statements\":[");
    String separator = "";
    for (String statement : statements) {
      request.append(separator).append("{\"Statement\":").append(quoted(statement)).append('}');
      separator = ",";
    }
    return front.call("BatchExecuteStatement", request.append("]}").toString()).replace('"', '\'');
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "\\\"") + "\"";
  }
}

package dev.stator.cluster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.SeededRandom;
import dev.stator.cluster.message.Action;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.message.TransactionRequest;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.cluster.transaction.TransactionResponse;
import dev.stator.cluster.transaction.TransactionResponse.Cause;
import dev.stator.cluster.transaction.TransactionResponse.Reason;
import dev.stator.cluster.transaction.TransactionResponse.RowState;
import dev.stator.cluster.transaction.TransactionResponse.Sizes;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.ErrorCode;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.capacity.IndexUnits;
import dev.stator.model.expression.Condition;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.expression.ExpressionAttributes;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.Operand;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PartitionCodec1Test {
  private static final AttributeValue ONE = new AttributeValue.N(DynamoNumber.of(1));
  private static final Item ITEM = new Item(Map.of("k", new AttributeValue.S("a")));
  private static final PrimaryKey KEY = new PrimaryKey(new AttributeValue.S("a"), ONE);
  private static final KeySchema SCHEMA =
      new KeySchema(new KeyAttribute("k", ScalarType.S), new KeyAttribute("s", ScalarType.N));

  private static final TransactionId ID = new TransactionId(1, 2, 3);

  private static ConditionExpression condition(String text) {
    return ConditionExpression.parse(
        ExpressionKind.CONDITION, text, ExpressionAttributes.of(null, Map.of(":v", ONE)));
  }

  private static PartitionRequest.WriteItem write(Mutation mutation, String condition) {
    return new PartitionRequest.WriteItem(
        7, SCHEMA, KEY, mutation, condition(condition), ReturnValues.ALL_NEW, true);
  }

  private static final List<PartitionRequest> REQUESTS =
      List.of(
          new PartitionRequest.ReadRow(7, RowKeys.itemKey(7, KEY), true),
          write(
              new Mutation.Put(EncodedItem.of(ITEM)),
              "attribute_not_exists(k) OR NOT a.b[3] IN (:v)"),
          write(
              new Mutation.Update(
                  UpdateExpression.parse(
                      "SET x = if_not_exists(x, :v) - :v REMOVE y ADD z :v",
                      ExpressionAttributes.of(null, Map.of(":v", ONE)))),
              "size(k) >= :v"),
          write(new Mutation.Delete(), "a BETWEEN :v AND :v"),
          new PartitionRequest.ReadPage(
              7, RowKeys.partition(7), true, 5, 1 << 20, condition("a <> :v"), false, false),
          new PartitionRequest.ReadStatistics(7),
          new PartitionRequest.Transact(
              7,
              new TransactionRequest.Prepare(
                  ID, 5, List.of(new Action(write(new Mutation.Delete(), "a = :v"), true)))),
          new PartitionRequest.Transact(
              7,
              new TransactionRequest.Write(
                  null, 5, List.of(new Action(write(new Mutation.Delete(), "a = :v"), false)))),
          new PartitionRequest.Transact(7, new TransactionRequest.Finish(ID, true, false)),
          new PartitionRequest.Transact(
              7, new TransactionRequest.Read(List.of(RowKeys.itemKey(7, KEY)))));

  private static final List<PartitionResponse> RESPONSES =
      List.of(
          new PartitionResponse.Row(StoredRow.of(StoredRow.encode(1, 2, ITEM))),
          new PartitionResponse.Row(null),
          new PartitionResponse.Written(ITEM, 2, 3),
          new PartitionResponse.ConditionFailed(null, 4),
          new PartitionResponse.Refused(new ApiException(ErrorCode.VALIDATION, "no")),
          new PartitionResponse.Page(
              List.of(StoredRow.of(StoredRow.encode(1, 2, ITEM))), 1, 2, 3, new byte[] {9}),
          new PartitionResponse.Statistics(1, 2, List.of(new PartitionResponse.Count(3, 4))),
          new PartitionResponse.NotLeader("n1"),
          new PartitionResponse.NotHosted(),
          new PartitionResponse.Busy("b"),
          new PartitionResponse.Unknown("u"),
          new PartitionResponse.Failed("f"),
          new PartitionResponse.Transacted(
              new TransactionResponse.Accepted(
                  List.of(new Sizes(1, 2, 3, List.of(new IndexUnits("i", true, 4)))))),
          new PartitionResponse.Transacted(
              new TransactionResponse.Rejected(
                  List.of(Reason.NONE, new Reason(Cause.CONDITION, "m", ITEM)), 9)),
          new PartitionResponse.Transacted(new TransactionResponse.Finished(true)),
          new PartitionResponse.Transacted(
              new TransactionResponse.Rows(List.of(new RowState(null, 3, true)))),
          new PartitionResponse.Conflict());

  @Test
  void requestsOfVersion1NeverChange() {
    assertThat(
            REQUESTS.stream().map(r -> HexFormat.of().formatHex(PartitionRequestCodec1.encode(r))))
        .containsExactly(
            "0101000000000000000701000000180000000000000007c084c2091ef03bc96100010003820b00",
            "01020000000000000007030101000000016b0102000000017300000003011061000000030111010100000002000000060101016b106101020000000208000000016b00030601000000016102010000000162020000000300000001020000000301110100",
            "01020000000000000007030101000000016b01020000000173000000030110610000000301110102010000000301000000017800040105000000017800020000000301110102000000030111010200000001790003000000017a00000000030111010104060301000000016b00020000000301110100",
            "01020000000000000007030101000000016b010200000001730000000301106100000003011101030105010000000161000200000003011101020000000301110100",
            "01030000000000000007000100000000050000000000100000000000100000000000000007000000000000000000000008000000000000000801040201000000016100020000000301110100",
            "01040000000000000007",
            "0114000000000000000701000000000000000100000000000000020000000000000003000000000000000500000001010000003b01020000000000000007030101000000016b0102000000017300000003011061000000030111010301040101000000016100020000000301110100",
            "011400000000000000070200000000000000000500000001000000003b01020000000000000007030101000000016b0102000000017300000003011061000000030111010301040101000000016100020000000301110100",
            "01140000000000000007030000000000000001000000000000000200000000000000030100",
            "011400000000000000070400000001000000180000000000000007c084c2091ef03bc96100010003820b00");
  }

  @Test
  void responsesOfVersion1NeverChange() {
    assertThat(
            RESPONSES.stream()
                .map(r -> HexFormat.of().formatHex(PartitionResponseCodec1.encode(r))))
        .containsExactly(
            "0101000000090101020101016b1061",
            "0101ffffffff",
            "0102000000060101016b10610000000200000003ffffffffffffffff00000000",
            "0103ffffffff00000004",
            "01040000002d636f6d2e616d617a6f6e2e636f72616c2e76616c69646174652356616c69646174696f6e457863657074696f6e000000026e6fffffffff",
            "010500000001000000020000000000000003000000010900000001000000090101020101016b1061",
            "0106000000000000000100000000000000020000000100000000000000030000000000000004",
            "0107000000026e31",
            "0108",
            "01090000000162",
            "010a0000000175",
            "010b0000000166",
            "0114010000000100000001000000020000000000000003000000010001690100000004",
            "0114020000000000000009000000020000000000ffffffff01000000016d000000060101016b1061",
            "01140301",
            "01140400000001ffffffff000000000000000301",
            "0115");
  }

  @Test
  void decodesWhatItEncodes() {
    RandomMessages messages = new RandomMessages(new SeededRandom(23));
    for (int round = 0; round < 400; round++) {
      PartitionRequest request = messages.request();
      assertThat(PartitionRequestCodec1.decode(PartitionRequestCodec1.encode(request)))
          .usingRecursiveComparison()
          .isEqualTo(new Decoded.Valid<>(request));
      PartitionResponse response = messages.response();
      assertThat(PartitionResponseCodec1.decode(PartitionResponseCodec1.encode(response)))
          .usingRecursiveComparison()
          .isEqualTo(new Decoded.Valid<>(response));
    }
  }

  @Test
  void bytesTooFewOrTooManyAreNoMessage() {
    for (PartitionRequest request : REQUESTS) {
      eachOddLength(PartitionRequestCodec1.encode(request), PartitionRequestCodec1::decode);
    }
    for (PartitionResponse response : RESPONSES) {
      eachOddLength(PartitionResponseCodec1.encode(response), PartitionResponseCodec1::decode);
    }
  }

  private static <T> void eachOddLength(byte[] bytes, Function<byte[], Decoded<T>> decode) {
    for (int length = 0; length <= bytes.length + 1; length++) {
      if (length != bytes.length) {
        assertThat(decode.apply(Arrays.copyOf(bytes, length))).isInstanceOf(Decoded.Invalid.class);
      }
    }
  }

  @Test
  void hostileBytesNeverThrowNorDoWhatTheyDecodeTo() {
    SeededRandom random = new SeededRandom(29);
    RandomMessages messages = new RandomMessages(random.fork());
    int valid = 0;
    for (int round = 0; round < 60_000; round++) {
      byte[] request = spoil(PartitionRequestCodec1.encode(messages.request()), random);
      if (PartitionRequestCodec1.decode(request) instanceof Decoded.Valid<PartitionRequest> ok) {
        valid++;
        evaluate(ok.message());
      }
      PartitionResponseCodec1.decode(
          spoil(PartitionResponseCodec1.encode(messages.response()), random));
    }
    assertThat(valid).isBetween(1000, 59_000);
  }

  /** What a node does with it throws nothing that it does not expect. */
  private static void evaluate(PartitionRequest request) {
    if (request instanceof PartitionRequest.WriteItem write) {
      RowKeys.itemKey(write.partition(), write.key());
      try {
        ConditionExpression condition = write.condition();
        boolean holds = condition == null || condition.test(ITEM);
        if (holds
            && write.mutation() instanceof Mutation.Update update
            && update.expression() != null) {
          update.expression().apply(ITEM);
        }
      } catch (ApiException refused) {
        assertThat(refused.code()).isEqualTo(ErrorCode.VALIDATION);
      }
    }
  }

  private static byte[] spoil(byte[] bytes, SeededRandom random) {
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(bytes.length);
      bytes[at] = random.chance(0.5) ? (byte) random.nextInt(12) : (byte) random.nextLong();
    }
    return bytes;
  }

  @Test
  void refusesWhatIsNotOfThePartition() {
    assertThat(reason(new PartitionRequest.ReadRow(7, RowKeys.itemKey(8, KEY), true)))
        .isEqualTo("a row of another partition");
    assertThat(reason(page(RowKeys.partition(8), 1))).contains("another partition");
    ByteRange seven = RowKeys.partition(7);
    assertThat(reason(page(new ByteRange(seven.from(), RowKeys.partition(8).to()), 1)))
        .contains("another partition");
    assertThat(reason(page(seven, 0))).contains("without rows");
    assertThat(
            reason(
                new PartitionRequest.WriteItem(
                    7,
                    SCHEMA,
                    new PrimaryKey(ONE, ONE),
                    new Mutation.Delete(),
                    null,
                    ReturnValues.NONE,
                    false)))
        .isEqualTo("a key of type N");
    assertThat(reason(write(new Mutation.Put(new EncodedItem(new byte[] {1, 0}, 5)), "a = :v")))
        .contains("another size");
  }

  @Test
  void refusesExpressionsThatNoNodeCouldCarryOut() {
    Condition deep = new Condition.Exists(DocumentPath.of("a"));
    for (int i = 0; i < 399; i++) {
      deep = new Condition.Not(deep);
    }
    assertThat(PartitionRequestCodec1.decode(PartitionRequestCodec1.encode(withCondition(deep))))
        .isInstanceOf(Decoded.Valid.class);
    assertThat(reason(withCondition(new Condition.Not(deep)))).contains("400 levels");
    Operand sum = new Operand.Sum(new Operand.Literal(ONE), false, new Operand.Literal(ONE));
    assertThat(
            reason(
                withCondition(
                    new Condition.Compare(sum, dev.stator.model.expression.Comparison.EQ, sum))))
        .contains("in a test");
  }

  private static PartitionRequest withCondition(Condition condition) {
    return new PartitionRequest.WriteItem(
        7,
        SCHEMA,
        KEY,
        new Mutation.Delete(),
        new ConditionExpression(condition),
        ReturnValues.NONE,
        false);
  }

  private static PartitionRequest page(ByteRange range, int rowsMax) {
    return new PartitionRequest.ReadPage(7, range, false, rowsMax, 1, null, false, false);
  }

  private static String reason(PartitionRequest request) {
    return switch (PartitionRequestCodec1.decode(PartitionRequestCodec1.encode(request))) {
      case Decoded.Valid<PartitionRequest> valid -> "valid";
      case Decoded.Invalid<PartitionRequest> invalid -> invalid.reason();
    };
  }
}

package dev.stator.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.ErrorCode;
import dev.stator.model.Item;
import dev.stator.model.item.ItemJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;

class JsonOutTest {
  private final JsonOut out = new JsonOut();

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  @Test
  void embedsJsonThatIsReady() {
    byte[] ready = "xx{\"a\":{\"S\":\"b\"}}yy".getBytes(StandardCharsets.UTF_8);
    JsonGenerator json = out.begin();
    json.writeStartObject();
    json.writeName("Item");
    out.rawValue(ready, 2, ready.length - 4);
    json.writeName("Items");
    json.writeStartArray();
    out.rawValue(ready, 2, ready.length - 4);
    out.rawValue(ready, 2, ready.length - 4);
    json.writeEndArray();
    json.writeName("Count");
    json.writeNumber(2);
    json.writeEndObject();
    assertThat(text(out.finish()))
        .isEqualTo(
            "{\"Item\":{\"a\":{\"S\":\"b\"}},\"Items\":[{\"a\":{\"S\":\"b\"}},{\"a\":{\"S\":\"b\"}}],\"Count\":2}");
  }

  @Test
  void isUsedAgainAndGrows() {
    out.begin().writeString("given up");
    for (int size : new int[] {10, 5_000_000, 10}) {
      out.begin().writeString("a".repeat(size));
      assertThat(out.finish()).hasSize(size + 2);
    }
    assertThatThrownBy(out::finish).isInstanceOf(NullPointerException.class);
  }

  @Test
  void longTextIsWholeAcrossPieces() {
    StringBuilder long1 = new StringBuilder();
    for (int i = 0; long1.length() < 3_500_000; i++) {
      long1.append(i).append(' ');
    }
    for (int round = 0; round < 2; round++) {
      JsonGenerator json = out.begin();
      json.writeStartArray();
      json.writeString(long1.toString());
      out.rawValue(long1.toString().getBytes(StandardCharsets.UTF_8), 0, long1.length());
      assertThat(JsonOut.written(json)).isEqualTo(2L * long1.length() + 4);
      json.writeEndArray();
      assertThat(text(out.finish())).isEqualTo("[\"" + long1 + "\"," + long1 + "]");
    }
  }

  @Test
  void growsOnlyWhereThereIsRoom() {
    List<Integer> taken = new ArrayList<>();
    JsonGenerator refused =
        out.begin(
            Integer.MAX_VALUE,
            more -> {
              taken.add(more);
              return taken.size() < 3;
            });
    String text = "a".repeat(5 << 20);
    assertThatThrownBy(() -> refused.writeString(text))
        .isInstanceOfSatisfying(
            JsonOut.NoRoomException.class, e -> assertThat(e.tooLong()).isFalse());
    assertThat(taken).containsExactly(1 << 20, 1 << 20, 1 << 20);
    JsonGenerator tooLong = out.begin(2 << 20, more -> true);
    assertThatThrownBy(() -> tooLong.writeString(text))
        .isInstanceOfSatisfying(
            JsonOut.NoRoomException.class, e -> assertThat(e.tooLong()).isTrue());
    out.drop();
    out.begin(2 << 20, more -> true).writeString("short");
    assertThat(text(out.finish())).isEqualTo("\"short\"");
  }

  @Test
  void writesAllTenTypes() {
    Map<String, AttributeValue> item = new LinkedHashMap<>();
    item.put("s", new AttributeValue.S("é\"\uD83D\uDE00"));
    item.put("n", new AttributeValue.N(DynamoNumber.parse("12.50")));
    item.put("b", new AttributeValue.B(new Binary(new byte[] {1, 2})));
    item.put("t", new AttributeValue.Bool(false));
    item.put("z", AttributeValue.Null.NULL);
    item.put("m", new AttributeValue.M(Map.of("x", new AttributeValue.S("y"))));
    item.put("l", new AttributeValue.L(List.of(new AttributeValue.S(""))));
    item.put("ss", new AttributeValue.SS(new LinkedHashSet<>(List.of("a", "b"))));
    item.put("ns", new AttributeValue.NS(new LinkedHashSet<>(List.of(DynamoNumber.parse("1")))));
    item.put("bs", new AttributeValue.BS(new LinkedHashSet<>(List.of(new Binary(new byte[] {3})))));
    ItemJson.write(out.begin(), new Item(item));
    assertThat(text(out.finish()))
        .isEqualTo(
            "{\"s\":{\"S\":\"é\\\"\uD83D\uDE00\"},\"n\":{\"N\":\"12.5\"},\"b\":{\"B\":\"AQI=\"},"
                + "\"t\":{\"BOOL\":false},\"z\":{\"NULL\":true},\"m\":{\"M\":{\"x\":{\"S\":\"y\"}}},"
                + "\"l\":{\"L\":[{\"S\":\"\"}]},\"ss\":{\"SS\":[\"a\",\"b\"]},\"ns\":{\"NS\":[\"1\"]},"
                + "\"bs\":{\"BS\":[\"Aw==\"]}}");
  }

  /** The check sums are those that the service sends with these bodies. */
  @Test
  void errorsWithoutWordsHaveNoMessage() {
    byte[] broken = ErrorJson.write(new ApiException(ErrorCode.SERIALIZATION, ""));
    assertThat(text(broken))
        .isEqualTo("{\"__type\":\"com.amazon.coral.service#SerializationException\"}");
    assertThat(crc(broken)).isEqualTo(3948637019L);
    byte[] unknown = ErrorJson.write(new ApiException(ErrorCode.UNKNOWN_OPERATION, ""));
    assertThat(crc(unknown)).isEqualTo(1368724161L);
  }

  @Test
  void errorsSpellTheirMessageAsTheServiceDoes() {
    assertThat(text(ErrorJson.write(ApiException.validation("Bad \"x\""))))
        .isEqualTo(
            "{\"__type\":\"com.amazon.coral.validate#ValidationException\","
                + "\"message\":\"Bad \\\"x\\\"\"}");
    assertThat(text(ErrorJson.write(new ApiException(ErrorCode.SERIALIZATION, "x"))))
        .endsWith(",\"Message\":\"x\"}");
    assertThat(text(ErrorJson.write(new ApiException(ErrorCode.ACCESS_DENIED, "x"))))
        .endsWith(",\"Message\":\"x\"}");
    byte[] missing =
        ErrorJson.write(
            new ApiException(
                ErrorCode.MISSING_AUTHENTICATION_TOKEN, "Request is missing Authentication Token"));
    assertThat(crc(missing)).isEqualTo(2088342776L);
    for (ErrorCode code : Arrays.asList(ErrorCode.values())) {
      assertThat(text(ErrorJson.write(new ApiException(code, "m")))).contains(code.type());
    }
  }

  @Test
  void aFailedConditionCarriesTheItem() {
    Item item = new Item(Map.of("a", new AttributeValue.S("b")));
    assertThat(
            text(
                ErrorJson.write(
                    new ApiException(
                        ErrorCode.CONDITIONAL_CHECK_FAILED,
                        "The conditional request failed",
                        item))))
        .isEqualTo(
            "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException\","
                + "\"message\":\"The conditional request failed\",\"Item\":{\"a\":{\"S\":\"b\"}}}");
  }
}

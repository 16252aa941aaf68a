package dev.stator.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestReaderTest {
  @Test
  void decodesAllTenTypes() {
    Struct put =
        Requests.valid(
            "PutItem",
            """
            {"TableName":"users","Item":{
              "s":{"S":"a"},"n":{"N":"12.5"},"b":{"B":"AQI="},"t":{"BOOL":true},"z":{"NULL":true},
              "m":{"M":{"x":{"S":"y"}}},"l":{"L":[{"N":"1"},{"S":""}]},
              "ss":{"SS":["a","b"]},"ns":{"NS":["1","2"]},"bs":{"BS":["AQ==","Ag=="]}},
             "ExpressionAttributeNames":{"#a":"b"},"ReturnValues":"ALL_OLD"}
            """);
    assertThat(put.requiredString("TableName")).isEqualTo("users");
    assertThat(put.string(put.shape().ordinal("ReturnValues"))).isEqualTo("ALL_OLD");
    assertThat(put.stringMap("ExpressionAttributeNames")).isEqualTo(Map.of("#a", "b"));
    assertThat(put.attributes("ExpressionAttributeValues")).isNull();
    Map<String, AttributeValue> item = put.attributes("Item");
    assertThat(item.keySet()).containsExactly("s", "n", "b", "t", "z", "m", "l", "ss", "ns", "bs");
    assertThat(item)
        .containsEntry("s", new AttributeValue.S("a"))
        .containsEntry("n", new AttributeValue.N(DynamoNumber.parse("12.5")))
        .containsEntry("b", new AttributeValue.B(new Binary(new byte[] {1, 2})))
        .containsEntry("t", new AttributeValue.Bool(true))
        .containsEntry("z", AttributeValue.Null.NULL)
        .containsEntry("m", new AttributeValue.M(Map.of("x", new AttributeValue.S("y"))))
        .containsEntry(
            "l",
            new AttributeValue.L(
                List.of(new AttributeValue.N(DynamoNumber.parse("1")), new AttributeValue.S(""))))
        .containsEntry("ss", new AttributeValue.SS(Set.of("a", "b")))
        .containsEntry(
            "ns", new AttributeValue.NS(Set.of(DynamoNumber.parse("1"), DynamoNumber.parse("2"))))
        .containsEntry(
            "bs",
            new AttributeValue.BS(Set.of(new Binary(new byte[] {1}), new Binary(new byte[] {2}))));
  }

  @Test
  void decodesTheShapesOfBatches() {
    Struct write =
        Requests.valid(
            "BatchWriteItem",
            """
            {"RequestItems":{"tab":[{"PutRequest":{"Item":{"a":{"S":"x"}}}},
                                    {"DeleteRequest":{"Key":{"a":{"S":"y"}}}}]}}
            """);
    List<Struct> requests = write.structListMap("RequestItems").get("tab");
    assertThat(requests).hasSize(2);
    assertThat(requests.get(0).struct("PutRequest").attributes("Item"))
        .isEqualTo(Map.of("a", new AttributeValue.S("x")));
    assertThat(requests.get(1).struct("PutRequest")).isNull();

    Struct get =
        Requests.valid(
            "BatchGetItem",
            """
            {"RequestItems":{"tab":{"Keys":[{"a":{"S":"x"}},{"a":{"S":"y"}}],"ConsistentRead":true}}}
            """);
    Struct keys = get.structMap("RequestItems").get("tab");
    assertThat(keys.bool("ConsistentRead", false)).isTrue();
    assertThat(keys.attributeMaps("Keys"))
        .containsExactly(
            Map.of("a", new AttributeValue.S("x")), Map.of("a", new AttributeValue.S("y")));

    Struct query =
        Requests.valid(
            "Query",
            """
            {"TableName":"tab","KeyConditions":{"a":{"ComparisonOperator":"IN",
              "AttributeValueList":[{"S":"x"},{"S":"y"}]}}}
            """);
    assertThat(query.structMap("KeyConditions").get("a").values("AttributeValueList"))
        .containsExactly(new AttributeValue.S("x"), new AttributeValue.S("y"));
  }

  @Test
  void readsPartOfAnArray() {
    byte[] bytes = "xx{\"TableName\":\"tab\"}yy".getBytes(StandardCharsets.UTF_8);
    Operation scan = ServiceModel.dynamoDb().operation("Scan");
    assertThat(RequestReader.read(scan, bytes, 2, bytes.length - 4).string("TableName"))
        .isEqualTo("tab");
  }

  @Test
  void ignoresWhatTheServiceIgnores() {
    Struct scan =
        Requests.valid(
            "Scan",
            """
            {"Foo":{"a":[{"b":1}]},"TableName":"one","Limit":null,"TableName":"two","Bar":[[]]}
            """);
    assertThat(scan.string("TableName")).isEqualTo("two");
    assertThat(scan.has("Limit")).isFalse();
    assertThat(scan.integer("Limit", 7)).isEqualTo(7);
  }

  @Test
  void takesNumbersAsTheServiceDoes() {
    assertThat(limit("5.9")).isEqualTo(5);
    assertThat(limit("1e2")).isEqualTo(100);
    assertThat(limit("99999999999")).isEqualTo(Integer.MAX_VALUE);
    assertThat(limit("99999999999999999999999999")).isEqualTo(Integer.MAX_VALUE);
    assertThat(limit("-99999999999999999999999999")).isEqualTo(Integer.MIN_VALUE);
    assertThat(limit("1e400")).isEqualTo(Integer.MAX_VALUE);
    assertThat(Requests.decode("Scan", "{\"ConsistentRead\":\"TRUE\"}").bool("ConsistentRead"))
        .isTrue();
    assertThat(Requests.decode("Scan", "{\"ConsistentRead\":\"no\"}").bool("ConsistentRead"))
        .isFalse();
  }

  private static long limit(String json) {
    return Requests.decode("Scan", "{\"Limit\":" + json + "}").integer("Limit", 0);
  }

  @Test
  void keepsTextExactly() {
    String text = "é€\uD83D\uDE00 \\ \" \u0000";
    String json =
        "{\"Item\":{\"a\":{\"S\":\"é€\uD83D\uDE00 \\\\ \\\" \\u0000\"},\"b\":{\"S\":\"\\ud83d\\ude00\"}}}";
    Map<String, AttributeValue> item = Requests.decode("PutItem", json).attributes("Item");
    assertThat(item)
        .containsEntry("a", new AttributeValue.S(text))
        .containsEntry("b", new AttributeValue.S("\uD83D\uDE00"));
  }

  @Test
  void refusesWhatIsNotUtf8() {
    String[] bad = {
      "80",
      "C080",
      "C1BF",
      "C3",
      "E08080",
      "E282",
      "EDA080",
      "EDBFBF",
      "F0808080",
      "F4908080",
      "F5808080",
      "FF",
      "C341"
    };
    for (String hex : bad) {
      byte[] body = spliced("{\"TableName\":\"tab#\"}", java.util.HexFormat.of().parseHex(hex));
      assertThatThrownBy(() -> RequestReader.read(ServiceModel.dynamoDb().operation("Scan"), body))
          .as(hex)
          .isInstanceOf(ApiException.class)
          .hasMessage("");
    }
    assertThat(Requests.error("PutItem", "{\"Item\":{\"a\":{\"S\":\"\\ud800\"}}}"))
        .isEqualTo("SERIALIZATION: ");
    assertThat(Requests.error("PutItem", "{\"Item\":{\"\\udc00\":{\"S\":\"\"}}}"))
        .isEqualTo("SERIALIZATION: ");
  }

  private static byte[] spliced(String json, byte[] middle) {
    byte[] all = json.getBytes(StandardCharsets.UTF_8);
    int at = json.indexOf('#');
    byte[] out = Arrays.copyOf(all, all.length - 1 + middle.length);
    System.arraycopy(middle, 0, out, at, middle.length);
    System.arraycopy(all, at + 1, out, at + middle.length, all.length - at - 1);
    return out;
  }

  @Test
  void aFlawIsThrownWhenItsMemberIsRead() {
    Struct query =
        Requests.valid(
            "Query", "{\"TableName\":\"tab\",\"ExclusiveStartKey\":{\"a\":{\"S\":\"\"},\"b\":{}}}");
    assertThat(query.flaw("ExclusiveStartKey").attribute()).isEqualTo("b");
    assertThat(query.has("ExclusiveStartKey")).isTrue();
    assertThatThrownBy(() -> query.attributes("ExclusiveStartKey"))
        .isInstanceOf(ApiException.class)
        .hasMessageStartingWith("Supplied AttributeValue is empty");
    assertThat(query.flaw("TableName")).isNull();
  }

  @Test
  void boundsTheDepthOfValues() {
    assertThat(Requests.error("PutItem", put(nested(31)))).isEqualTo("accepted");
    assertThat(Requests.error("PutItem", put(nested(32))))
        .isEqualTo(
            "VALIDATION: Nesting Levels have exceeded supported limits: Attributes in the item have"
                + " nested levels beyond supported limit");
    assertThat(Requests.error("PutItem", put(nested(500)))).startsWith("VALIDATION: Nesting");
    assertThat(Requests.error("PutItem", put(nested(100_000)))).isEqualTo("SERIALIZATION: ");
    assertThat(Requests.error("PutItem", "[".repeat(100_000))).isEqualTo("SERIALIZATION: ");
    assertThat(Requests.error("PutItem", "{\"x\":" + "[".repeat(100_000)))
        .isEqualTo("SERIALIZATION: ");
  }

  private static String put(String value) {
    return "{\"TableName\":\"tab\",\"Item\":{\"a\":" + value + "}}";
  }

  private static String nested(int maps) {
    return "{\"M\":{\"n\":".repeat(maps) + "{\"S\":\"leaf\"}" + "}}".repeat(maps);
  }
}

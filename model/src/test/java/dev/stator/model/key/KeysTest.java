package dev.stator.model.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.ErrorCode;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeysTest {
  private static final KeySchema SCHEMA =
      new KeySchema(new KeyAttribute("id", ScalarType.S), new KeyAttribute("at", ScalarType.B));
  private static final String MISMATCH = "The provided key element does not match the schema";
  private static final String INVALID = "One or more parameter values were invalid: ";
  private static final String NOT_VALID =
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot"
          + " contain an empty ";

  @Test
  void takesTheKeyOutOfAnItem() {
    PrimaryKey key = new PrimaryKey(s("a"), b(1));
    Item item = new Item(Map.of("id", s("a"), "at", b(1), "more", n(1)));
    assertThat(Keys.fromItem(SCHEMA, item)).isEqualTo(key);
    assertThat(Keys.fromKeyMap(SCHEMA, item.without("more"))).isEqualTo(key);
    assertThat(Keys.toItem(SCHEMA, key)).isEqualTo(item.without("more"));
  }

  @Test
  void namesWhatIsWrongWithAnItem() {
    assertItem(Map.of("at", b(1)), INVALID + "Missing the key id in the item");
    assertItem(Map.of("id", s("a")), INVALID + "Missing the key at in the item");
    assertItem(
        Map.of("id", n(1), "at", b(1)), INVALID + "Type mismatch for key id expected: S actual: N");
    assertItem(
        Map.of("id", s("a"), "at", AttributeValue.Null.NULL),
        INVALID + "Type mismatch for key at expected: B actual: NULL");
    assertItem(Map.of("id", s(""), "at", b(1)), NOT_VALID + "string value. Key: id");
    assertItem(Map.of("id", s("a"), "at", b(0)), NOT_VALID + "binary value. Key: at");
  }

  @Test
  void aKeyParameterHasExactlyTheAttributesOfTheSchema() {
    assertKey(Map.of("id", s("a")), MISMATCH);
    assertKey(Map.of("id", s("a"), "at", b(1), "more", n(1)), MISMATCH);
    assertKey(Map.of("id", s("a"), "other", b(1)), MISMATCH);
    assertKey(Map.of("id", s("a"), "at", n(1)), MISMATCH);
    assertKey(Map.of(), MISMATCH);
    assertKey(Map.of("id", s(""), "at", b(1)), NOT_VALID + "string value. Key: id");
  }

  @Test
  void keysHaveASizeLimitInBytes() {
    String hash = INVALID + "Size of hashkey has exceeded the maximum size limit of2048 bytes";
    String range =
        INVALID + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes";
    Keys.fromKeyMap(SCHEMA, Map.of("id", s("a".repeat(2048)), "at", b(1024)));
    Keys.fromKeyMap(SCHEMA, Map.of("id", s("é".repeat(1024)), "at", b(1)));
    Keys.fromKeyMap(SCHEMA, Map.of("id", s("\uD83D\uDE00".repeat(512)), "at", b(1)));
    assertKey(Map.of("id", s("a".repeat(2049)), "at", b(1)), hash);
    assertKey(Map.of("id", s("é".repeat(1024) + "a"), "at", b(1)), hash);
    assertKey(Map.of("id", s("a"), "at", b(1025)), range);
    assertItem(Map.of("id", s("a"), "at", b(1025)), range);
  }

  private static void assertItem(Map<String, AttributeValue> item, String message) {
    assertThatThrownBy(() -> Keys.fromItem(SCHEMA, item))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALIDATION))
        .hasMessage(message);
  }

  private static void assertKey(Map<String, AttributeValue> key, String message) {
    assertThatThrownBy(() -> Keys.fromKeyMap(SCHEMA, key))
        .isInstanceOf(ApiException.class)
        .hasMessage(message);
  }

  private static AttributeValue s(String text) {
    return new AttributeValue.S(text);
  }

  private static AttributeValue n(long number) {
    return new AttributeValue.N(DynamoNumber.of(number));
  }

  private static AttributeValue b(int length) {
    return new AttributeValue.B(new Binary(new byte[length]));
  }
}

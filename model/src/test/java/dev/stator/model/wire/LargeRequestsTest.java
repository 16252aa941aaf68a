package dev.stator.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.capacity.ItemSizes;
import dev.stator.model.item.ItemLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept of requests that are larger than any item: enough to say that they are. */
class LargeRequestsTest {
  private static final String TOO_LARGE = "Item size has exceeded the maximum allowed size";

  private static Struct read(String operation, String body) {
    byte[] bytes = json(body).getBytes(StandardCharsets.UTF_8);
    return RequestReader.read(
        Objects.requireNonNull(ServiceModel.dynamoDb().find(operation)), bytes);
  }

  private static Map<String, AttributeValue> item(String attributes) {
    Struct request = read("PutItem", "{'TableName':'t','Item':{" + attributes + "}}");
    return Objects.requireNonNull(request.attributes("Item"));
  }

  private static String repeated(String unit, int count) {
    return String.join(",", java.util.Collections.nCopies(count, unit));
  }

  private static String texts(int count) {
    StringBuilder texts = new StringBuilder();
    for (int i = 0; i < count; i++) {
      texts.append(i == 0 ? "'" : ",'").append(100_000 + i).append('\'');
    }
    return texts.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'M':{}}",
        "{'L':[]}",
        "{'S':'a'}",
        "{'N':'1'}",
        "{'SS':['a']}",
        "{'NULL':true}",
        "{'B':'AAAA'}",
        "{'M':{'a':{'BOOL':false}}}",
        "{'NS':['1','-2']}",
        "{'BS':['AAAA']}"
      })
  void noMoreIsKeptThanMakesAnItemTooLarge(String unit) {
    Map<String, AttributeValue> item =
        item("'a':{'L':[" + repeated(unit, 450_000) + "]},'b':{'S':'b'}");
    int size = ItemSizes.of(new Item(item));
    assertThat(size).isBetween(ItemLimits.ITEM_BYTES_MAX + 1, ItemLimits.ITEM_BYTES_MAX + 16);
    assertThat(item).doesNotContainKey("b");
    assertThatThrownBy(() -> ItemLimits.checkPut(new Item(item))).hasMessageContaining(TOO_LARGE);
  }

  @Test
  void neitherIsMoreOfASetOrOfManyAttributes() {
    assertThat(ItemSizes.of(new Item(item("'a':{'SS':[" + texts(200_000) + "]}"))))
        .isBetween(ItemLimits.ITEM_BYTES_MAX + 1, ItemLimits.ITEM_BYTES_MAX + 16);
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 200_000; i++) {
      many.append(i == 0 ? "" : ",").append("'" + i + "':{'M':{}}");
    }
    assertThat(ItemSizes.of(new Item(item(many.toString()))))
        .isBetween(ItemLimits.ITEM_BYTES_MAX + 1, ItemLimits.ITEM_BYTES_MAX + 16);
  }

  @Test
  void whatIsNotKeptIsCheckedAllTheSame() {
    String large = "'a':{'L':[" + repeated("{'N':'1'}", 200_000) + "]},";
    assertThatThrownBy(() -> item(large + "'b':{'N':'x'}"))
        .hasMessageContaining("cannot be converted to a numeric value: x");
    assertThatThrownBy(() -> item(large + "'b':{'N':1}"))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code().type()).contains("Serialization"));
    assertThat(item(large + "'':{'N':'1'}")).containsKey("");
  }

  @Test
  void anItemThatIsOnlyReadAsTooLargeIsRefused() {
    String large = "{'L':[" + repeated("{'N':'1'}", 130_000) + "]}";
    String more = "{'L':[" + repeated("{'N':'1'}", 20_000) + "]}";
    assertThatThrownBy(() -> item("'a':" + large + ",'a':{'S':'small'},'b':" + more))
        .hasMessage(TOO_LARGE);
  }

  @Test
  void theLargestItemIsWhole() {
    int count = (ItemLimits.ITEM_BYTES_MAX - 4) / 2;
    Map<String, AttributeValue> item = item("'a':{'L':[" + repeated("{'S':'x'}", count) + "]}");
    assertThat(((AttributeValue.L) item.get("a")).value()).hasSize(count);
    assertThat(ItemLimits.checkPut(new Item(item))).isEqualTo(ItemLimits.ITEM_BYTES_MAX);
  }

  @Test
  void itemsOfALargeBatchAreAsTheyWere() {
    List<String> puts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      puts.add(
          "{'PutRequest':{'Item':{'p':{'S':'"
              + i
              + "'},'z':{'SS':["
              + texts(10_000)
              + "]},'a':{'M':{'x':{'N':'1.50'},'l':{'L':[]}}}}}}");
    }
    Struct request =
        read("BatchWriteItem", "{'RequestItems':{'t':[" + String.join(",", puts) + "]}}");
    List<Struct> writes = Objects.requireNonNull(request.structListMap("RequestItems")).get("t");
    for (int i = 0; i < 20; i++) {
      Struct put = Objects.requireNonNull(writes.get(i).struct("PutRequest"));
      assertThat(put.slot(put.shape().ordinal("Item"))).isInstanceOf(PackedAttributes.class);
      Map<String, AttributeValue> item = Objects.requireNonNull(put.attributes("Item"));
      assertThat(item.keySet()).containsExactly("p", "z", "a");
      assertThat(item.get("p")).isEqualTo(new AttributeValue.S(String.valueOf(i)));
      AttributeValue.SS set = (AttributeValue.SS) item.get("z");
      assertThat(set.value()).hasSize(10_000).startsWith("100000", "100001").endsWith("109999");
      assertThat(item.get("a").toString()).contains("1.5").contains("L[value=[]]");
    }
  }

  @Test
  void valuesOfExpressionsHaveALimitOfTheirOwn() {
    String scan = "{'TableName':'t','ExpressionAttributeValues':{':v':{'SS':[%s]}}}";
    Struct fits = read("Scan", scan.formatted(texts(340_000)));
    Map<String, AttributeValue> values = fits.attributes("ExpressionAttributeValues");
    assertThat(((AttributeValue.SS) Objects.requireNonNull(values).get(":v")).value())
        .hasSize(340_000);
    Struct tooLarge = read("Scan", scan.formatted(texts(360_000)));
    ValueFlaw flaw = Objects.requireNonNull(tooLarge.flaw("ExpressionAttributeValues"));
    assertThat(flaw.tooLarge()).isTrue();
    Struct nested =
        read(
            "Scan",
            "{'TableName':'t','ExpressionAttributeValues':{':v':{'L':["
                + repeated("{'SS':['a']}", 400_000)
                + "]}}}");
    assertThat(Objects.requireNonNull(nested.flaw("ExpressionAttributeValues")).tooLarge())
        .isTrue();
  }

  @Test
  void elementsOfARequestAreCounted() {
    assertThatThrownBy(() ->
            read(
                "GetItem",
                "{'TableName':'t','AttributesToGet':[" + repeated("'a'", 100_001) + "]}"))
        .hasMessageContaining("more than 100000 elements");
  }

  @Test
  void duplicatesAreQuotedAsTheyCame() {
    assertThatThrownBy(() -> item("'a':{'SS':['b','a','b','c']}"))
        .hasMessageContaining("Input collection [b, a, b, c] contains duplicates.");
    assertThatThrownBy(() -> item("'a':{'SS':['b'," + texts(5_000) + ",'b']}"))
        .hasMessageContaining("Input collection [b, 100000, 100001,")
        .hasMessageContaining("... contains duplicates.");
    assertThatThrownBy(() -> item("'a':{'BS':['AAAA','AAAA']}"))
        .hasMessageContaining("Input collection [AAAA, AAAA]of type BS contains duplicates.");
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}

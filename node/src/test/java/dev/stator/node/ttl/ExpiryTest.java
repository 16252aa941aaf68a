package dev.stator.node.ttl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.ItemView;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpiryTest {
  private static final long NOW = 1_795_774_217L;

  private static ItemView item(AttributeValue value) {
    return new ItemView(
        EncodedItem.of(new Item(Map.of("k", new AttributeValue.S("a"), "t", value))).bytes());
  }

  @ParameterizedTest
  @CsvSource({
    "1795774216,true",
    "1795774216.9,true",
    "1795774217,false",
    "1795774218,false",
    // Milliseconds by mistake: a time that is far away.
    "1795774216000,false",
    "1638007817,true",
    "1638007816,false",
    "0,false",
    "-1,false",
    "1E-100,false",
    "1E+100,false",
  })
  void countsSecondsButNoMoreThanFiveYears(String second, boolean expired) {
    ItemView item = item(new AttributeValue.N(DynamoNumber.parse(second)));
    assertThat(Expiry.expired(item, "t", NOW * 1_000 + 999)).isEqualTo(expired);
  }

  @Test
  void whatIsNoNumberNeverExpires() {
    assertThat(Expiry.expired(item(new AttributeValue.S("1795774216")), "t", NOW * 1_000))
        .isFalse();
    assertThat(
            Expiry.expired(
                item(new AttributeValue.N(DynamoNumber.of(NOW - 1))), "other", NOW * 1_000))
        .isFalse();
  }

  @Test
  void aPageTakesItsTime() {
    TtlOptions options = new TtlOptions(1, 1_000, 10, 100, 100);
    assertThat(options.pageNanos(100, 0)).isEqualTo(100_000_000);
    assertThat(options.pageNanos(100, 5)).isEqualTo(500_000_000);
    assertThat(options.pageNanos(0, 0)).isZero();
  }
}

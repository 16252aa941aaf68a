package dev.stator.model.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.RandomValues;
import dev.stator.model.capacity.ItemSizes;
import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

class ItemCodecTest {
  private static final JsonFactory JSON = new JsonFactory();

  @Test
  void readsBackWhatItWrote() {
    RandomValues random = new RandomValues(3);
    for (int i = 0; i < 20_000; i++) {
      Item item = random.item();
      byte[] encoded = ItemCodec.encode(item);
      Item decoded = ItemCodec.decode(encoded);
      assertThat(decoded).isEqualTo(item);
      assertThat(new ArrayList<>(decoded.attributes().keySet()))
          .isEqualTo(new ArrayList<>(item.attributes().keySet()));
      assertThat(ItemCodec.encode(decoded)).isEqualTo(encoded);
    }
  }

  @Test
  void transcodesAsTheObjectsAreWritten() {
    RandomValues random = new RandomValues(4);
    for (int i = 0; i < 20_000; i++) {
      Item item = random.item();
      assertThat(transcode(ItemCodec.encode(item))).isEqualTo(json(item));
    }
  }

  @Test
  void findsAttributesWithoutTheRest() {
    RandomValues random = new RandomValues(5);
    for (int i = 0; i < 5_000; i++) {
      Item item = random.item();
      byte[] row = StoredRow.encode(i, 1_000_000_000_000L + i, item);
      ItemView view = StoredRow.of(row).view();
      assertThat(view.size()).isEqualTo(item.size());
      assertThat(view.sizeBytes()).isEqualTo(ItemSizes.of(item));
      item.attributes().forEach((name, value) -> assertThat(view.get(name)).isEqualTo(value));
      assertThat(view.get("no such name")).isNull();
      assertThat(view.project(item.attributes().keySet())).isEqualTo(item);
    }
  }

  @Test
  void rowsCarryTheirSequenceAndTime() {
    Item item = new Item(Map.of("a", new AttributeValue.S("x")));
    byte[] row = StoredRow.encode(Long.MAX_VALUE, 1_790_000_000_000L, ItemCodec.encode(item));
    assertThat(row).isEqualTo(StoredRow.encode(Long.MAX_VALUE, 1_790_000_000_000L, item));
    StoredRow read = StoredRow.of(row);
    assertThat(read.sequence()).isEqualTo(Long.MAX_VALUE);
    assertThat(read.timestampMs()).isEqualTo(1_790_000_000_000L);
    assertThat(read.item()).isEqualTo(item);
  }

  @Test
  void damagedBytesEndInOneException() {
    RandomValues items = new RandomValues(6);
    Random random = new Random(6);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = ItemCodec.encode(items.item());
      for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      byte[] bytes =
          random.nextBoolean() ? damaged : Arrays.copyOf(damaged, random.nextInt(damaged.length));
      attempt(() -> ItemCodec.decode(bytes));
      attempt(() -> new ItemView(bytes).get("a"));
      attempt(() -> transcode(bytes));
      attempt(() -> new ItemView(bytes).sizeBytes());
      attempt(() -> StoredRow.of(bytes).item());
    }
  }

  @Test
  void hugeCountsAndDeepNestsCostNothing() {
    byte[] count = {1, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0x7F};
    assertThatThrownBy(() -> ItemCodec.decode(count)).isInstanceOf(CorruptItemException.class);
    AttributeValue deep = AttributeValue.Null.NULL;
    for (int i = 0; i < 60; i++) {
      deep = new AttributeValue.L(List.of(deep));
    }
    assertThat(ItemCodec.decode(ItemCodec.encode(new Item(Map.of("a", deep)))).get("a"))
        .isEqualTo(deep);
    byte[] tooDeep = tooDeep();
    assertThatThrownBy(() -> ItemCodec.decode(tooDeep))
        .isInstanceOf(CorruptItemException.class)
        .hasMessageContaining("deeper");
    assertThatThrownBy(() -> transcode(tooDeep)).isInstanceOf(CorruptItemException.class);
  }

  /** One list in another, {@code LEVELS} times; each takes a head, a length and a count. */
  private static byte[] tooDeep() {
    int levels = 1000;
    ItemWriter out = new ItemWriter();
    out.writeByte(1);
    out.writeByte(1);
    out.writeByte(1);
    out.writeByte('a');
    int left = 5 * levels;
    for (int i = 0; i < levels; i++) {
      left -= 4;
      out.writeByte(ItemFormat.L | (15 << 4));
      out.writeByte(0x80 | (left & 0x7F));
      out.writeByte(left >> 7);
      out.writeByte(1);
    }
    for (int i = 0; i < levels; i++) {
      out.writeByte(0);
    }
    return out.toBytes();
  }

  private static void attempt(Runnable read) {
    try {
      read.run();
    } catch (CorruptItemException expected) {
      assertThat(expected.getMessage()).isNotEmpty();
    }
  }

  private static String transcode(byte[] encoded) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out);
    ItemJson.write(json, encoded, 0, encoded.length);
    json.close();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String json(Item item) {
    StringWriter out = new StringWriter();
    JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out);
    ItemJson.write(json, item);
    json.close();
    return out.toString();
  }
}

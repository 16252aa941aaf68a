package dev.stator.cluster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.SeededRandom;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.ChangeRecord;
import dev.stator.cluster.change.FeedState;
import dev.stator.cluster.change.IndexOperation;
import dev.stator.cluster.change.Shard;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.stream.StreamViewType;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Golden bytes of what nodes ask of partitions, and hostile ones. */
class UpkeepCodec1Test {
  private static final ChangePlace PLACE = new ChangePlace(3, 0x102);
  private static final byte[] ITEM =
      ItemCodec.encode(new Item(Map.of("k", new AttributeValue.S("a"))));
  private static final byte[] ROW_KEY =
      RowKeys.itemKey(7, new PrimaryKey(new AttributeValue.S("a"), null));
  private static final PartitionTraits TRAITS =
      new PartitionTraits(
          2,
          "t",
          new KeySchema(new KeyAttribute("k", ScalarType.S), new KeyAttribute("s", ScalarType.N)),
          List.of(index("l", Projection.ALL)),
          List.of(
              new PartitionTraits.Global(
                  9, index("g", new Projection(Projection.Type.INCLUDE, List.of("a"))))),
          new PartitionTraits.Stream(5, "now", StreamViewType.OLD_IMAGE),
          "ttl");

  private static IndexDefinition index(String name, Projection projection) {
    KeyAttribute partition = new KeyAttribute("k", ScalarType.S);
    KeyAttribute sort = new KeyAttribute("b", ScalarType.B);
    return new IndexDefinition(name, new IndexKeys(List.of(partition), List.of(sort)), projection);
  }

  private static final List<PartitionRequest> REQUESTS =
      List.of(
          new PartitionRequest.Configure(7, TRAITS),
          new PartitionRequest.ReadChanges(7, PLACE, 4, 5),
          new PartitionRequest.ReadShards(7),
          new PartitionRequest.ReadFeeds(7),
          new PartitionRequest.WalkFeed(7, 9, 4),
          new PartitionRequest.KeepFeed(7, 9, PLACE, true),
          new PartitionRequest.ApplyIndex(
              7,
              8,
              List.of(
                  new IndexOperation(PLACE, ROW_KEY, null),
                  new IndexOperation(PLACE, ROW_KEY, ITEM))));

  private static final List<PartitionResponse> RESPONSES =
      List.of(
          new PartitionResponse.Done(),
          new PartitionResponse.Changes(
              List.of(
                  new ChangeRecord(
                      PLACE, ChangeRecord.Kind.REMOVE, true, 6, 0, ROW_KEY, ITEM, null)),
              true),
          new PartitionResponse.Shards(List.of(new Shard(1, 2, 3, 4, 5)), 6),
          new PartitionResponse.Feeds(List.of(new FeedState(9, PLACE, true, false))));

  @Test
  void requestsOfVersion1NeverChange() {
    String row = "0000000000000007" + HexFormat.of().formatHex(ROW_KEY, 8, ROW_KEY.length);
    String item = HexFormat.of().formatHex(ITEM);
    String head = "01%s0000000000000007";
    assertThat(REQUESTS.stream().map(r -> hex(PartitionRequestCodec1.encode(r))))
        .containsExactly(
            head.formatted("05")
                + "00000085"
                + "01" // version
                + "0000000000000002" // traits version
                + ("00000001" + "74")
                + ("01" + "00000001" + "6b")
                + "01"
                + ("02" + "00000001" + "73")
                + ("00000001" + index("6c", "01" + "00000000"))
                + ("00000001" + "0000000000000009")
                + index("67", "03" + "00000001" + "00000001" + "61")
                + ("01" + "0000000000000005" + "00000003" + "6e6f77" + "03")
                + ("00000003" + "74746c")
                + "00", // not departed
            head.formatted("06") + "0000000000000003" + "0102" + "00000004" + "0000000000000005",
            head.formatted("07"),
            head.formatted("08"),
            head.formatted("09") + "0000000000000009" + "00000004",
            head.formatted("0a") + "0000000000000009" + "0000000000000003" + "0102" + "01",
            head.formatted("0b")
                + "0000000000000008"
                + "00000002"
                + ("0000000000000003" + "0102" + "00000014" + row + "ffffffff")
                + ("0000000000000003" + "0102" + "00000014" + row + "00000006" + item));
  }

  private static String index(String name, String projection) {
    return ("00000001" + name)
        + ("00000001" + "01" + "00000001" + "6b")
        + ("00000001" + "03" + "00000001" + "62")
        + projection;
  }

  @Test
  void responsesOfVersion1NeverChange() {
    assertThat(RESPONSES.stream().map(r -> hex(PartitionResponseCodec1.encode(r))))
        .containsExactly(
            "010c",
            "010d"
                + "01"
                + "00000001"
                + ("0000000000000003" + "0102")
                + "00000039"
                + ("01" + "03" + "01" + "0000000000000006" + "0000000000000000")
                + ("00000014" + hex(ROW_KEY))
                + ("00000006" + hex(ITEM))
                + "ffffffff",
            "010e"
                + "00000001"
                + ("0000000000000001" + "0000000000000002" + "0000000000000003")
                + ("0000000000000004" + "0000000000000005")
                + "0000000000000006",
            "010f" + "00000001" + "0000000000000009" + "0000000000000003" + "0102" + "01" + "00");
  }

  @Test
  void decodesWhatItEncodes() {
    for (PartitionRequest request : REQUESTS) {
      assertThat(PartitionRequestCodec1.decode(PartitionRequestCodec1.encode(request)))
          .usingRecursiveComparison()
          .isEqualTo(new Decoded.Valid<>(request));
    }
    for (PartitionResponse response : RESPONSES) {
      assertThat(PartitionResponseCodec1.decode(PartitionResponseCodec1.encode(response)))
          .usingRecursiveComparison()
          .isEqualTo(new Decoded.Valid<>(response));
    }
  }

  @Test
  void hostileBytesAreMessagesOrNone() {
    SeededRandom random = new SeededRandom(31);
    int valid = 0;
    for (int round = 0; round < 30_000; round++) {
      byte[] request =
          spoil(
              PartitionRequestCodec1.encode(REQUESTS.get(random.nextInt(REQUESTS.size()))), random);
      valid += PartitionRequestCodec1.decode(request) instanceof Decoded.Valid ? 1 : 0;
      PartitionResponseCodec1.decode(
          spoil(
              PartitionResponseCodec1.encode(RESPONSES.get(random.nextInt(RESPONSES.size()))),
              random));
    }
    assertThat(valid).isBetween(500, 29_500);
  }

  private static byte[] spoil(byte[] bytes, SeededRandom random) {
    if (random.chance(0.1)) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextLong();
    }
    return bytes;
  }

  @Test
  void refusesWhatAPartitionMustNotDo() {
    byte[] other = RowKeys.itemKey(8, new PrimaryKey(new AttributeValue.S("a"), null));
    assertThat(reason(apply(new IndexOperation(PLACE, other, null))))
        .isEqualTo("a row of another partition");
    assertThat(
            reason(
                apply(
                    new IndexOperation(PLACE, ROW_KEY, null),
                    new IndexOperation(ChangePlace.BEGINNING, ROW_KEY, null))))
        .isEqualTo("changes that are not in order");
    assertThat(reason(new PartitionRequest.WalkFeed(7, 9, 0))).isEqualTo("no rows are asked for");
    assertThatThrownBy(() -> TraitsCodec1.decode(new byte[] {2}))
        .isInstanceOf(MalformedMessageException.class);
  }

  private static PartitionRequest apply(IndexOperation... operations) {
    return new PartitionRequest.ApplyIndex(7, 8, List.of(operations));
  }

  private static String reason(PartitionRequest request) {
    return PartitionRequestCodec1.decode(PartitionRequestCodec1.encode(request))
            instanceof Decoded.Invalid<PartitionRequest> invalid
        ? invalid.reason()
        : "valid";
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}

package dev.stator.node.side;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.Shard;
import dev.stator.model.key.RowKeys;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Pins {@code docs/formats/side-rows-1.md}. */
class SideRowsTest {
  private static final String SEVEN = "81" + "0000000000000007";
  private static final ChangePlace PLACE = new ChangePlace(0x0102, 0xFFFE);

  @Test
  void keysAreThoseOfTheFormat() {
    assertThat(hex(SideRows.traits(7))).isEqualTo(SEVEN + "01");
    assertThat(hex(SideRows.change(7, PLACE)))
        .isEqualTo(SEVEN + "02" + "0000000000000102" + "fffe");
    assertThat(hex(SideRows.feed(7, 9))).isEqualTo(SEVEN + "03" + "0000000000000009");
    assertThat(hex(SideRows.fed(7, 9))).isEqualTo(SEVEN + "04" + "0000000000000009");
    assertThat(hex(SideRows.shard(7, 9, 3)))
        .isEqualTo(SEVEN + "05" + "0000000000000009" + "0000000000000003");
    assertThat(SideRows.placeOf(SideRows.change(7, PLACE))).isEqualTo(PLACE);
    assertThat(SideRows.ownId(SideRows.feed(7, 9))).isEqualTo(9);
    assertThat(SideRows.changes(7).contains(SideRows.change(7, PLACE))).isTrue();
    assertThat(RowKeys.sideKind(SideRows.feed(7, 9))).isEqualTo(SideRows.FEED);
  }

  @Test
  void valuesAreThoseOfTheFormat() {
    FeedRow feed = FeedRow.begun(PLACE).reached(new byte[] {5});
    assertThat(hex(feed.encode()))
        .isEqualTo("01" + "0000000000000102" + "fffe" + "01" + "00000001" + "05");
    assertThat(FeedRow.decode(feed.encode())).isEqualTo(feed);
    assertThat(hex(feed.walked().encode())).endsWith("02" + "00000000");
    assertThat(hex(feed.walked().at(PLACE, true).encode())).endsWith("03" + "00000000");
    assertThat(hex(Places.encode(PLACE))).isEqualTo("0000000000000102" + "fffe");
    assertThat(Places.decode(Places.encode(PLACE))).isEqualTo(PLACE);
    Shard shard = new Shard(9, 3, 4, 5, 6);
    assertThat(hex(ShardRow.encode(shard)))
        .isEqualTo("01" + "0000000000000004" + "0000000000000005" + "0000000000000006");
    assertThat(ShardRow.decode(SideRows.shard(7, 9, 3), ShardRow.encode(shard))).isEqualTo(shard);
  }

  @Test
  void countsOfLocalIndexesAreThoseOfTheFormat() {
    assertThat(hex(SideRows.localCounts(7))).isEqualTo(SEVEN + "09");
    LocalCounts counts = LocalCounts.none(2).plus(1, 3, 258).plus(1, -1, -2);
    assertThat(hex(counts.encode()))
        .isEqualTo(
            "01"
                + "00000002"
                + "0000000000000000"
                + "0000000000000000"
                + "0000000000000002"
                + "0000000000000100");
    assertThat(LocalCounts.decode(counts.encode())).isEqualTo(counts);
  }

  @Test
  void aFeedGoesForwardOnly() {
    FeedRow feed = FeedRow.begun(PLACE);
    assertThat(feed.at(ChangePlace.BEGINNING, false)).isEqualTo(feed);
    assertThat(feed.at(PLACE, true).state()).isEqualTo(FeedRow.State.WALKING);
    assertThat(feed.walked().at(PLACE, true).at(PLACE, false).state())
        .isEqualTo(FeedRow.State.WHOLE);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}

package dev.stator.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.stream.StreamViewType;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Streams and time to live among a table's settings. */
class TableFeaturesTest {
  private static final long NOW = 1_795_774_217_919L;
  private static final long HOUR = TableTimeToLive.CHANGE_MS;

  private SortedMap<String, String> settings = new TreeMap<>(Map.of("tag:env", "test"));

  private void ttl(boolean on, String attribute, long nowMs) {
    SortedMap<String, String> asked = new TreeMap<>(settings);
    asked.putAll(TableTimeToLive.wanted(on, attribute));
    settings = TableTimeToLive.apply(asked, nowMs);
  }

  private void stream(Map<String, String> wanted, long nowMs) {
    SortedMap<String, String> asked = new TreeMap<>(settings);
    asked.putAll(wanted);
    settings = TableStreams.apply("table", asked, nowMs);
  }

  @Test
  void timeToLiveGoesOnAndOff() {
    assertThat(TableTimeToLive.of(settings)).isNull();
    ttl(true, "with space", NOW);
    assertThat(settings)
        .containsOnly(
            Map.entry("tag:env", "test"),
            Map.entry("TimeToLive", "ENABLING 1795774217919 with space"));
    assertThat(TableTimeToLive.attribute(settings)).isEqualTo("with space");
    settings = TableTimeToLive.settled(settings);
    assertThat(TableTimeToLive.of(settings))
        .isEqualTo(new TimeToLive(TimeToLive.Status.ENABLED, "with space", NOW));
    ttl(false, "with space", NOW + HOUR);
    assertThat(TableTimeToLive.attribute(settings)).isNull();
    settings = TableTimeToLive.settled(settings);
    assertThat(TableTimeToLive.of(settings))
        .isEqualTo(new TimeToLive(TimeToLive.Status.DISABLED, "with space", NOW + HOUR));
    ttl(true, "other", NOW + 2 * HOUR);
    assertThat(TableTimeToLive.attribute(settings)).isEqualTo("other");
  }

  @Test
  void whatHoldsAlreadyIsRefusedBeforeWhatIsTooSoon() {
    assertThatThrownBy(() -> ttl(false, "a", NOW)).hasMessage("TimeToLive is already disabled");
    ttl(true, "a", NOW);
    assertThatThrownBy(() -> ttl(true, "a", NOW)).hasMessage("TimeToLive is already enabled");
    for (boolean on : new boolean[] {true, false}) {
      assertThatThrownBy(() -> ttl(on, "b", NOW))
          .hasMessage(
              "TimeToLive is active on a different AttributeName: current AttributeName is a");
    }
    assertThatThrownBy(() -> ttl(false, "a", NOW + HOUR - 1))
        .hasMessage("Time to live has been modified multiple times within a fixed interval");
  }

  @Test
  void eachStreamHasALabelOfItsOwn() {
    stream(TableStreams.wanted(StreamViewType.KEYS_ONLY), NOW);
    assertThat(settings)
        .containsOnly(
            Map.entry("tag:env", "test"),
            Map.entry("stream:2026-11-27T10:10:17.919", "KEYS_ONLY 0"));
    stream(TableStreams.unwanted(), NOW + 1);
    assertThat(TableStreams.enabled(settings)).isNull();
    assertThat(TableStreams.latest(settings))
        .isEqualTo(new TableStream(NOW, StreamViewType.KEYS_ONLY, NOW + 1));
    // The clock was set back.
    stream(TableStreams.wanted(StreamViewType.NEW_IMAGE), NOW - 5);
    assertThat(TableStreams.enabled(settings))
        .isEqualTo(new TableStream(NOW + 1, StreamViewType.NEW_IMAGE, 0));
    assertThat(TableStreams.of(settings)).hasSize(2);
  }

  @Test
  void aStreamThatIsGoneIsForgotten() {
    stream(TableStreams.wanted(StreamViewType.KEYS_ONLY), NOW);
    stream(TableStreams.unwanted(), NOW);
    long later = NOW + TableStream.RETENTION_MS + 1;
    assertThat(Objects.requireNonNull(TableStreams.latest(settings)).gone(later)).isTrue();
    stream(TableStreams.wanted(StreamViewType.OLD_IMAGE), later);
    assertThat(TableStreams.of(settings))
        .containsExactly(new TableStream(later, StreamViewType.OLD_IMAGE, 0));
  }

  @Test
  void aTableHasOneStreamAtMost() {
    assertThatThrownBy(() -> stream(TableStreams.unwanted(), NOW))
        .hasMessage("Table has no stream to disable: TableName: table");
    stream(TableStreams.wanted(StreamViewType.KEYS_ONLY), NOW);
    assertThatThrownBy(() -> stream(TableStreams.wanted(StreamViewType.NEW_IMAGE), NOW))
        .hasMessage("Table already has an enabled stream: TableName: table");
  }

  @Test
  void whatIsNoSuchSettingIsFound() {
    assertThatThrownBy(() -> TableStreams.of(Map.of("stream:x", "KEYS_ONLY 0")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> TableTimeToLive.of(Map.of("TimeToLive", "ENABLED a")))
        .isInstanceOf(IllegalStateException.class);
  }
}

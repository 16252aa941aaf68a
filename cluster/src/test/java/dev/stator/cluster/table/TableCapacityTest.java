package dev.stator.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.cluster.table.TableWarmth.Units;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import dev.stator.model.key.HashRange;
import dev.stator.model.stream.StreamViewType;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Warm throughput, bounds of what is billed per request, encryption, and deletions of tables. */
class TableCapacityTest {
  private static final long NOW = 1_795_774_217_919L;

  private static TableDescriptor table(boolean onDemand, long units, String... settings) {
    TreeMap<String, String> all = new TreeMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    GlobalIndex index =
        new GlobalIndex(
            9,
            new IndexDefinition(
                "ind",
                new IndexKeys(List.of(new KeyAttribute("a", ScalarType.S)), List.of()),
                Projection.ALL),
            IndexStatus.ACTIVE,
            false,
            false,
            Throughput.of(onDemand ? 0 : units, onDemand ? 0 : units),
            OnDemandMax.NONE,
            List.of(new PartitionRange(9, HashRange.ALL)));
    return new TableDescriptor(
        "table",
        "id",
        new KeySchema(new KeyAttribute("p", ScalarType.S), null),
        TableStatus.ACTIVE,
        1,
        onDemand,
        0,
        Throughput.of(onDemand ? 0 : units, onDemand ? 0 : units),
        true,
        all,
        List.of(new PartitionRange(8, HashRange.ALL)),
        new TableIndexes(List.of(), List.of(index)),
        3);
  }

  @ParameterizedTest
  @CsvSource({
    // on demand, provisioned; on demand, provisioned afterwards; asked for reads and writes; result
    "true, 0, true, 0, 0, 0, 12000, 4000",
    "true, 0, true, 0, 12000, 4000, 12000, 4000",
    "true, 0, true, 0, 13000, 0, 13000, 4000",
    "true, 0, false, 5, 0, 0, 12000, 4000",
    "false, 3, false, 1, 0, 0, 3, 3",
    "false, 3, false, 7, 0, 0, 7, 7",
    "false, 3, false, 3, 50, 50, 50, 50",
    "false, 3, true, 0, 0, 0, 12000, 4000",
  })
  void warmThroughputOnlyGrows(
      boolean before,
      long units,
      boolean after,
      long newUnits,
      long reads,
      long writes,
      long warmReads,
      long warmWrites) {
    TableDescriptor table = table(before, units);
    TreeMap<String, String> settings = new TreeMap<>();
    if (reads + writes > 0) {
      settings.putAll(TableWarmth.wanted(null, new Units(reads, writes)));
      settings.putAll(TableWarmth.wanted("ind", new Units(reads, writes)));
    }
    TableDescriptor next = table(after, newUnits);
    SortedMap<String, String> changed =
        TableWarmth.apply(table, after, next.throughput(), next.indexes(), settings);
    assertThat(changed.keySet()).noneMatch(TableWarmth::isWanted);
    TableDescriptor done = withSettings(next, changed);
    assertThat(TableWarmth.of(done)).isEqualTo(new Units(warmReads, warmWrites));
    assertThat(TableWarmth.of(done, done.indexes().global().getFirst()))
        .isEqualTo(new Units(warmReads, warmWrites));
  }

  private static TableDescriptor withSettings(
      TableDescriptor table, SortedMap<String, String> settings) {
    String[] all = new String[2 * settings.size()];
    int at = 0;
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      all[at++] = setting.getKey();
      all[at++] = setting.getValue();
    }
    return table(table.onDemand(), table.throughput().readUnits(), all);
  }

  @Test
  void lessThanThereIsIsRefused() {
    TableDescriptor table = table(true, 0);
    for (String index : new String[] {null, "ind"}) {
      SortedMap<String, String> settings =
          new TreeMap<>(TableWarmth.wanted(index, new Units(12_000, 100)));
      assertThatThrownBy(
              () -> TableWarmth.apply(table, true, Throughput.NONE, table.indexes(), settings))
          .hasMessage(
              "One or more parameter values were invalid: Requested WriteUnitsPerSecond for"
                  + " WarmThroughput for "
                  + (index == null ? "table" : "index ind")
                  + " is lower than current WarmThroughput, decreasing WarmThroughput is not"
                  + " supported");
    }
  }

  @Test
  void whatIsSaidOfAnIndexGoesWithIt() {
    TableDescriptor table = table(true, 0, "WarmThroughput:ind", "13000 4000");
    TableIndexes without = new TableIndexes(List.of(), List.of());
    assertThat(TableWarmth.apply(table, true, Throughput.NONE, without, table.settings()))
        .isEmpty();
  }

  @Test
  void boundsAreKeptPerMemberAndGoWithTheBillingMode() {
    SortedMap<String, String> settings =
        new TreeMap<>(TableOnDemandMax.created(new OnDemandMax(100, 0)));
    assertThat(settings).containsExactly(Map.entry("OnDemandThroughput", "100 0"));
    settings.putAll(TableOnDemandMax.wanted(new OnDemandMax(0, 50)));
    settings = TableOnDemandMax.apply(true, settings);
    assertThat(TableOnDemandMax.of(settings)).isEqualTo(new OnDemandMax(100, 50));
    settings.putAll(TableOnDemandMax.wanted(new OnDemandMax(-1, 0)));
    settings = TableOnDemandMax.apply(true, settings);
    assertThat(TableOnDemandMax.of(settings)).isEqualTo(new OnDemandMax(-1, 50));
    assertThat(TableOnDemandMax.apply(false, settings)).isEmpty();
    SortedMap<String, String> wrong = new TreeMap<>(TableOnDemandMax.wanted(new OnDemandMax(5, 5)));
    assertThatThrownBy(() -> TableOnDemandMax.apply(false, wrong))
        .hasMessage(
            "One or more parameter values were invalid: MaxReadRequestUnits for OnDemandThroughput"
                + " cannot be specified when the table BillingMode is PROVISIONED");
  }

  @Test
  void encryptionIsAskedForAndNoMore() {
    SortedMap<String, String> none = new TreeMap<>(TableEncryption.wanted(false, null));
    assertThatThrownBy(() -> TableEncryption.apply(none))
        .hasMessage(
            "One or more parameter values were invalid: Table is already encrypted by default");
    SortedMap<String, String> settings =
        TableEncryption.apply(new TreeMap<>(TableEncryption.wanted(true, null)));
    assertThat(TableEncryption.key(settings)).isEmpty();
    settings.putAll(TableEncryption.wanted(true, "arn:aws:kms:r:1:key/k"));
    settings = TableEncryption.apply(settings);
    assertThat(TableEncryption.key(settings)).isEqualTo("arn:aws:kms:r:1:key/k");
    SortedMap<String, String> same = new TreeMap<>(settings);
    same.putAll(TableEncryption.wanted(true, "arn:aws:kms:r:1:key/k"));
    assertThatThrownBy(() -> TableEncryption.apply(same))
        .hasMessageContaining("Table is already encrypted with given KMSMasterKeyId.");
    settings.putAll(TableEncryption.wanted(false, null));
    assertThat(TableEncryption.apply(settings)).isEmpty();
  }

  @Test
  void aTableDepartsWithItsStreamsOnly() {
    assertThat(DepartedTables.deleting(table(true, 0), NOW))
        .isEqualTo(table(true, 0).withStatus(TableStatus.DELETING));
    TableDescriptor streaming = table(true, 0, "stream:2026-11-27T10:10:17.919", "NEW_IMAGE 0");
    TableDescriptor deleting = DepartedTables.deleting(streaming, NOW + 5);
    assertThat(DepartedTables.departs(deleting)).isTrue();
    assertThat(TableStreams.of(deleting.settings()))
        .containsExactly(new TableStream(NOW, StreamViewType.NEW_IMAGE, NOW + 5));
    PartitionTraits traits = PartitionTraits.of(deleting);
    assertThat(traits.departed()).isTrue();
    assertThat(traits.version()).isEqualTo(4);
    assertThat(traits.global()).isEmpty();
    TableDescriptor left = DepartedTables.of(deleting);
    assertThat(left.name()).isEqualTo("table/id");
    assertThat(left.allPartitions()).isEqualTo(streaming.partitions());
    assertThat(DepartedTables.untilMs(left)).isEqualTo(NOW + 5 + TableStream.RETENTION_MS + 1);
    assertThat(TableItems.fromItem(TableItems.toItem(left))).isEqualTo(left);
    TableDescriptor gone = DepartedTables.deleting(streaming, NOW);
    assertThat(DepartedTables.departs(left.withStatus(TableStatus.DELETING))).isFalse();
    assertThat(DepartedTables.deleting(gone, NOW + TableStream.RETENTION_MS + 1))
        .isEqualTo(gone.withStatus(TableStatus.DELETING));
  }
}

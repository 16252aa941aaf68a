package dev.stator.cluster.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.SeededRandom;
import dev.stator.cluster.member.NodeDirectory;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.member.Removal;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.PlacementDirectory;
import dev.stator.cluster.table.PlacementItems;
import dev.stator.cluster.table.RemovalItems;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.model.item.ItemCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SystemViewTest {
  /** A view and what it published. */
  private static final class Seen {
    final PlacementDirectory placements = new PlacementDirectory();
    final SystemView view = new SystemView(new TableDirectory(), new NodeDirectory(), placements);
  }

  /** What the system table holds, and how it came to that. */
  private static final class History {
    final List<SystemChange> changes = new ArrayList<>();

    /** What is there at a version, by partition. */
    Map<Long, SystemChange> at(long version) {
      Map<Long, SystemChange> items = new TreeMap<>();
      for (SystemChange change : changes.subList(0, (int) version)) {
        if (change.item() == null) {
          items.remove(Long.parseLong(change.name()));
        } else {
          items.put(Long.parseLong(change.name()), change);
        }
      }
      return items;
    }

    void feed(Seen member, long through) {
      long from = member.view.version();
      if (from < through) {
        member.view.apply(through, changes.subList((int) from, (int) through));
      }
    }

    void restart(Seen member, long at) {
      member.view.replace(at, at(at).values());
    }
  }

  private static SystemChange put(long index, long partition) {
    Placement placement =
        new Placement(
            partition,
            index,
            List.of(new Placement.Replica("a", 1, Placement.Kind.STORAGE, true)),
            1);
    return new SystemChange(
        index,
        "placement",
        Long.toString(partition),
        ItemCodec.encode(PlacementItems.toItem(placement)));
  }

  private static SystemChange delete(long index, long partition) {
    return new SystemChange(index, "placement", Long.toString(partition), null);
  }

  private static void same(Seen reader, History history) {
    Map<Long, SystemChange> there = history.at(reader.view.version());
    assertThat(reader.placements.all().stream().map(Placement::partition))
        .containsExactlyElementsOf(there.keySet());
    reader
        .placements
        .all()
        .forEach(placement ->
            assertThat(placement.version()).isEqualTo(there.get(placement.partition()).index()));
  }

  /**
   * Whatever members are asked, and whenever they restart, a reader has what was at its version.
   */
  @Test
  void readersHaveWhatWasThereAtTheirVersion() {
    int startedOver = 0;
    for (int seed = 1; seed <= 60; seed++) {
      SeededRandom random = new SeededRandom(seed);
      History history = new History();
      List<Seen> members = List.of(new Seen(), new Seen());
      Seen reader = new Seen();
      DirectoryReading reading = new DirectoryReading(reader.view);
      for (int step = 0; step < 1500; step++) {
        long index = history.changes.size() + 1L;
        switch (random.nextInt(8)) {
          case 0, 1 -> history.changes.add(put(index, 1 + random.nextInt(12)));
          case 2 -> history.changes.add(delete(index, 1 + random.nextInt(12)));
          case 3 -> {
            Seen member = members.get(random.nextInt(2));
            history.feed(member, Math.min(index - 1, member.view.version() + random.nextInt(20)));
          }
          case 4 -> {
            if (random.chance(0.1)) {
              Seen member = members.get(random.nextInt(2));
              history.restart(member, member.view.version());
            }
          }
          default -> {
            Seen member = members.get(random.nextInt(2));
            DirectoryCodec1.Question question =
                DirectoryCodec1.question(DirectoryCodec1.encode(reading.next()));
            SystemDelta delta = member.view.since(question.since(), question.deletedThrough(), 300);
            startedOver += delta.startOver() ? 1 : 0;
            reading.take(DirectoryCodec1.delta(DirectoryCodec1.encode(delta)));
            same(reader, history);
          }
        }
      }
      history.feed(members.getFirst(), history.changes.size());
      for (int i = 0; i < 200; i++) {
        DirectoryCodec1.Question question = reading.next();
        reading.take(
            members.getFirst().view.since(question.since(), question.deletedThrough(), 300));
      }
      assertThat(reader.view.version()).isEqualTo(history.changes.size());
      same(reader, history);
    }
    assertThat(startedOver).as("readers that had to start over").isPositive();
  }

  @Test
  void rememberedDeletionsAreBounded() {
    Seen member = new Seen();
    long index = 0;
    for (int i = 0; i < SystemView.DELETED_MAX + 10; i++) {
      long partition = i + 1L;
      member.view.apply(++index, List.of(put(index, partition)));
      member.view.apply(++index, List.of(delete(index, partition)));
    }
    assertThat(member.view.since(2, 2, 1 << 20).startOver()).isTrue();
    assertThat(member.view.since(21, 21, 1 << 20).startOver()).isFalse();
    assertThat(member.view.since(0, 0, 300_000_000).changes()).hasSize(SystemView.DELETED_MAX);
  }

  /** A founder is known from before there was a view, and does not stand in it any more. */
  @Test
  void aNodeThatHasLeftIsNotKnownAnyMore() {
    NodeDirectory nodes = new NodeDirectory();
    SystemView view = new SystemView(new TableDirectory(), nodes, new PlacementDirectory());
    NodeInfo a2 = new NodeInfo("a2", "a", "", "");
    nodes.publish(a2);
    view.apply(3, List.of(removal(3, Removal.Phase.LEAVING)));
    assertThat(nodes.find("a2")).isEqualTo(a2);
    assertThat(nodes.isLeaving("a2")).isTrue();
    view.apply(4, List.of(removal(4, Removal.Phase.GONE)));
    assertThat(nodes.find("a2")).isNull();
    assertThat(nodes.leaving()).containsExactly("a2");
    view.apply(5, List.of(new SystemChange(5, "removal", "a2", null)));
    assertThat(nodes.leaving()).isEmpty();
  }

  private static SystemChange removal(long index, Removal.Phase phase) {
    return new SystemChange(
        index, "removal", "a2", ItemCodec.encode(RemovalItems.toItem(new Removal("a2", phase))));
  }

  @Test
  void listenersHearOfChanges() {
    Seen member = new Seen();
    List<Long> heard = new ArrayList<>();
    member.view.onChange(() -> heard.add(member.view.version()));
    member.view.apply(3, List.of(put(3, 7)));
    member.view.apply(4, List.of());
    member.view.apply(5, List.of(delete(5, 7)));
    assertThat(heard).containsExactly(3L, 5L);
    assertThat(member.view.find("placement", "7")).isNull();
  }
}

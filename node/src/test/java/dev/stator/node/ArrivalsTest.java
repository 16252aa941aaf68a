package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.Disk;
import dev.stator.base.sim.SimDisk;
import dev.stator.cluster.table.Placement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node answers whoever asks it to host a replica, and what it then has. */
class ArrivalsTest {
  private static final long PARTITION = 1024;
  private static final int MANY = 200;

  private final OneNode one = new OneNode();
  private final List<String> answers = new ArrayList<>();

  @BeforeEach
  void start() {
    one.node.start(() -> {}, () -> {});
  }

  @Test
  void manyAreMadeWithOneFlush() {
    LongStream.range(0, MANY).forEach(i -> ask(PARTITION + i, 2, Placement.Kind.STORAGE));
    one.run(100);
    assertThat(answers).hasSize(MANY).containsOnly("2 true");
    assertThat(one.node.hosted()).hasSize(MANY);
    // The first may be on its way before the others come.
    assertThat(one.engine.flushes).isLessThanOrEqualTo(2);
  }

  @Test
  void whoAsksAgainGetsTheSameAnswer() {
    ask(PARTITION, 2, Placement.Kind.STORAGE);
    ask(PARTITION, 2, Placement.Kind.STORAGE);
    one.run(100);
    ask(PARTITION, 2, Placement.Kind.STORAGE);
    assertThat(answers).containsExactly("2 true", "2 true", "2 true");
  }

  @Test
  void whoAsksForAnotherMeanwhileIsNotToldThatItIsThere() {
    ask(PARTITION, 2, Placement.Kind.STORAGE);
    ask(PARTITION, 3, Placement.Kind.STORAGE);
    ask(PARTITION, 2, Placement.Kind.LOG);
    one.run(100);
    assertThat(answers).containsExactly("3 false", "2 false", "2 true");
    assertThat(self()).isEqualTo("a1~2");
  }

  /** It has to be let go of first: it may have votes that another one knows nothing of. */
  @Test
  void whatIsHereUnderAnotherNameOrOfAnotherKindIsNotWhatIsAskedFor() {
    ask(PARTITION, 2, Placement.Kind.LOG);
    one.run(100);
    ask(PARTITION, 3, Placement.Kind.LOG);
    ask(PARTITION, 2, Placement.Kind.STORAGE);
    one.run(100);
    assertThat(answers).containsExactly("2 true", "3 false", "2 false");
    assertThat(self()).isEqualTo("a1~2");
    assertThat(one.node.leftOut(learner(PARTITION, 3, Placement.Kind.STORAGE)))
        .as("a membership that has given the name out to another")
        .isTrue();
  }

  @Test
  void noneIsMadeWhileTheStoreRefuses() {
    one.engine.refuses = true;
    ask(PARTITION, 2, Placement.Kind.STORAGE);
    ask(PARTITION + 1, 2, Placement.Kind.STORAGE);
    one.run(100);
    assertThat(answers).containsExactly("2 false", "2 false");
    assertThat(one.node.hosted()).isEmpty();
    assertThat(one.problems).isNotEmpty();
    one.engine.refuses = false;
    ask(PARTITION, 2, Placement.Kind.STORAGE);
    one.run(100);
    assertThat(answers).last().isEqualTo("2 true");
  }

  @Test
  void damagedRowsAreNamedAndOthersAreMade() {
    one.engine.damaged = true;
    askForFirst();
    ask(PARTITION + 1, 2, Placement.Kind.STORAGE);
    one.run(100);
    assertThat(answers).containsExactlyInAnyOrder("1 false", "2 true");
    assertThat(one.problems)
        .containsExactly(
            "The replica of partition 1024 that this node is asked for cannot be made here: Stored"
                + " data is damaged");
    one.engine.damaged = false;
    askForFirst();
    one.run(100);
    assertThat(answers).as("nothing of it is held on to").last().isEqualTo("1 true");
  }

  @Test
  void aDamagedLogIsNamedAndTheNodeGoesOn() throws IOException {
    askForFirst();
    one.run(100);
    one.restart();
    damageLog("b1~1");
    askForFirst();
    one.run(100);
    ask(PARTITION + 1, 2, Placement.Kind.STORAGE);
    one.run(100);
    assertThat(answers).containsExactly("1 true", "1 false", "2 true");
    assertThat(one.problems).hasSize(1);
    assertThat(one.problems.getFirst()).contains("partition 1024", "wal/");
  }

  /** It begins with others, so it does not wait until it serves. */
  private void askForFirst() {
    Placement first =
        new Placement(
            PARTITION,
            1,
            List.of(
                new Placement.Replica(OneNode.NAME, 1, Placement.Kind.STORAGE, true),
                new Placement.Replica("b1", 1, Placement.Kind.STORAGE, true),
                new Placement.Replica("c1", 1, Placement.Kind.STORAGE, true)),
            1);
    one.placed.put(PARTITION, first);
    one.node.host(first, hosted -> answers.add("1 " + hosted));
  }

  /** Flips a bit of each record that has this in it. */
  private void damageLog(String text) throws IOException {
    SimDisk disk = one.machine.disk();
    for (String path : disk.list("wal")) {
      String name = "wal/" + path;
      ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
      try (Disk.File file = disk.open(name, Disk.Mode.READ)) {
        file.read(bytes, 0);
      }
      int at = new String(bytes.array(), StandardCharsets.ISO_8859_1).indexOf(text);
      if (at >= 0) {
        disk.flipBit(name, at, 0);
      }
    }
  }

  @Test
  void noMoreWaitThanThereIsRoomFor() {
    LongStream.range(0, 3_000).forEach(i -> ask(PARTITION + i, 2, Placement.Kind.STORAGE));
    assertThat(answers).hasSize(3_000 - 1_024).containsOnly("2 false");
    one.run(1_000);
    assertThat(answers).hasSize(3_000);
    assertThat(one.node.hosted()).hasSize(1_024);
  }

  private void ask(long partition, int generation, Placement.Kind kind) {
    one.node.host(
        learner(partition, generation, kind), hosted -> answers.add(generation + " " + hosted));
  }

  private static Placement learner(long partition, int generation, Placement.Kind kind) {
    return new Placement(
        partition,
        9,
        List.of(
            new Placement.Replica("b1", 1, Placement.Kind.STORAGE, true),
            new Placement.Replica("c1", 1, Placement.Kind.STORAGE, true),
            new Placement.Replica("a1", generation, kind, false)),
        generation);
  }

  private String self() {
    return Objects.requireNonNull(one.node.status(PARTITION)).self();
  }
}

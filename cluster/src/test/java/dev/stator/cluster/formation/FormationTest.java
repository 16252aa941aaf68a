package dev.stator.cluster.formation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.Disk;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.member.NodeInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Whole nodes that look for their cluster, with crashes and lost folders. */
class FormationTest {
  private static final long SECOND = 1_000_000_000L;
  private static final List<String> LIST = List.of("a", "b", "c");

  private static final NodeInfo D = new NodeInfo("d", "zone-d", "d:1", "d:2");

  private final TreeMap<String, UnaryOperator<byte[]>> answering = new TreeMap<>();
  private final TreeMap<String, ClusterRecord> records = new TreeMap<>();
  private final TreeMap<String, Knowledge> knowledge = new TreeMap<>();
  private final TreeMap<String, Formation> formations = new TreeMap<>();
  private final TreeMap<String, String> refusals = new TreeMap<>();
  private final List<String> waits = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private Simulation simulation = new Simulation(1);

  /** Questions arrive after a while, at whoever is up then. */
  private final class Wire implements Introductions {
    private final SimNode node;
    private final String name;

    Wire(SimNode node, String name) {
      this.node = node;
      this.name = name;
    }

    @Override
    public void ask(String address, byte[] question, Consumer<Answer> answer) {
      asked.add(name + ">" + address);
      long boot = node.boot();
      simulation.after(
          1_000_000,
          () -> {
            String there = address.replace(":1", "");
            UnaryOperator<byte[]> answers = answering.get(there);
            Answer given =
                answers == null || !simulation.node(there).up()
                    ? new Answer.Silence()
                    : new Answer.Said(answers.apply(question));
            if (node.up() && node.boot() == boot) {
              answer.accept(given);
            }
          });
    }

    @Override
    public void answer(UnaryOperator<byte[]> answers) {
      answering.put(name, answers);
    }
  }

  private void boot(String name, List<String> join) {
    SimNode node = simulation.node(name);
    ClusterRecordFile file = new ClusterRecordFile(node.disk());
    NodeInfo self = new NodeInfo(name, "zone-" + name, name + ":1", name + ":2");
    ClusterRecord record;
    try {
      record = Formation.take(file, name, node.random());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Knowledge nothing = Knowledge.nothing();
    Formation formation =
        new Formation(
            self,
            record,
            join,
            file,
            new Wire(node, name),
            node.random().fork(),
            node.scheduler().blocking("formation"),
            nothing,
            new Formation.Outcome() {
              @Override
              public void belongs(ClusterRecord to) {
                records.put(name, to);
              }

              @Override
              public void refused(String sentence) {
                refusals.put(name, sentence);
              }

              @Override
              public void waits(String why) {
                waits.add(name + ": " + why);
              }
            });
    knowledge.put(name, nothing);
    formations.put(name, formation);
    formation.start();
  }

  private void start(String name, List<String> join) {
    simulation.node(name).run("boot", () -> boot(name, join));
  }

  private Set<Long> clusters() {
    Set<Long> clusters = new TreeSet<>();
    records.values().forEach(record -> clusters.add(record.cluster()));
    return clusters;
  }

  /** However long it waits, a reason is told once. */
  @Test
  void whoWaitsSaysWhatForWhenThatChanges() {
    start("a", LIST);
    simulation.runFor(60 * SECOND);
    assertThat(waits).containsExactly("a: Waiting for b, which does not answer.");
    start("b", LIST);
    simulation.runFor(60 * SECOND);
    assertThat(waits)
        .contains("a: Waiting for c, which does not answer.")
        .contains("b: Waiting for c, which does not answer.")
        .hasSize(3);
    start("c", LIST);
    simulation.runFor(5 * SECOND);
    assertThat(clusters()).hasSize(1);
  }

  @Test
  void threeNewNodesFoundOneCluster() {
    LIST.forEach(name -> start(name, LIST));
    simulation.runFor(5 * SECOND);
    assertThat(records).hasSize(3);
    assertThat(clusters()).hasSize(1).doesNotContain(0L);
    assertThat(records.values()).allMatch(ClusterRecord::founds);
    start("d", List.of("c", "b"));
    simulation.runFor(5 * SECOND);
    assertThat(clusters()).hasSize(1);
    assertThat(records.get("d").founds()).isFalse();
  }

  /** Nodes die with their power, at any point, and come back: there is one cluster in the end. */
  @Test
  void crashesAtAnyPointLeaveOneCluster() {
    for (int seed = 1; seed <= 200; seed++) {
      simulation = new Simulation(seed);
      answering.clear();
      records.clear();
      LIST.forEach(name -> start(name, LIST));
      for (int strike = 0; strike < 6; strike++) {
        simulation.runFor(simulation.random().nextLong(150_000_000L));
        String name = LIST.get(simulation.random().nextInt(3));
        SimNode node = simulation.node(name);
        node.powerLoss();
        simulation.runFor(simulation.random().nextLong(100_000_000L));
        node.restart(() -> boot(name, LIST));
      }
      simulation.runFor(10 * SECOND);
      assertThat(records.keySet()).as("seed %d", seed).containsExactlyElementsOf(LIST);
      assertThat(clusters()).as("seed %d", seed).hasSize(1);
      assertThat(records.values()).as("seed %d", seed).allMatch(ClusterRecord::founds);
    }
  }

  /** A founder that lost its folder is a member again, and begins nothing a second time. */
  @Test
  void aWipedFounderJoins() throws IOException {
    LIST.forEach(name -> start(name, LIST));
    simulation.runFor(5 * SECOND);
    long cluster = records.get("a").cluster();
    SimNode a = simulation.node("a");
    a.crash();
    a.disk().delete("CLUSTER");
    a.disk().syncFolder("");
    records.remove("a");
    a.restart(() -> boot("a", LIST));
    simulation.runFor(5 * SECOND);
    assertThat(records.get("a").cluster()).isEqualTo(cluster);
    assertThat(records.get("a").founds()).isFalse();
  }

  /** Where the others are now, only the list may know. */
  @Test
  void aMemberThatComesBackLooksWhereItsListSays() {
    LIST.forEach(name -> start(name, LIST));
    simulation.runFor(5 * SECOND);
    SimNode a = simulation.node("a");
    a.crash();
    asked.clear();
    a.restart(() -> boot("a", List.of("x", "y")));
    simulation.runFor(3 * SECOND);
    assertThat(asked).containsSubsequence("a>x", "a>y", "a>x", "a>y");
  }

  /** Nobody of its list is there, and no founder: it remembers who else was. */
  @Test
  void aMemberThatComesBackLooksWhereOthersWere() {
    remembersD();
    SimNode a = simulation.node("a");
    a.restart(() -> boot("a", List.of("x")));
    simulation.runFor(3 * SECOND);
    assertThat(asked).contains("a>d:1");
    assertThat(asked).doesNotContain("a>a:1");
    assertThat(knowledge.get("a").nodes().askable()).contains("d");
    assertThat(knowledge.get("a").nodes().find("d")).as("whether it is a member").isNull();
    // It has learnt nothing, and forgets nothing.
    a.powerLoss();
    asked.clear();
    a.restart(() -> boot("a", List.of("x")));
    simulation.runFor(3 * SECOND);
    assertThat(asked).contains("a>d:1");
  }

  @Test
  void anotherClustersNodesAreNotAsked() throws IOException {
    remembersD();
    SimNode d = simulation.node("d");
    d.crash();
    d.disk().delete("CLUSTER");
    d.restart(() -> boot("d", List.of("d")));
    simulation.node("a").restart(() -> boot("a", List.of("x")));
    simulation.runFor(5 * SECOND);
    assertThat(records.get("d").cluster()).isNotEqualTo(records.get("a").cluster());
    assertThat(asked).contains("a>d:1");
    assertThat(knowledge.get("a").nodes().askable()).doesNotContain("d");
  }

  /** A place to ask at is no reason not to start. */
  @Test
  void whatCannotBeReadOfThatIsForgotten() throws IOException {
    remembersD();
    SimNode a = simulation.node("a");
    try (Disk.File file = a.disk().open("NODES", Disk.Mode.EXISTING)) {
      file.write(ByteBuffer.wrap(new byte[] {1}), 6);
      file.sync();
    }
    a.restart(() -> boot("a", List.of("x")));
    simulation.runFor(3 * SECOND);
    assertThat(asked).contains("a>x").doesNotContain("a>d:1");
  }

  @Test
  void whatCannotBeNotedIsNotedLater() throws IOException {
    LIST.forEach(name -> start(name, LIST));
    simulation.runFor(5 * SECOND);
    SimNode a = simulation.node("a");
    knowledge.get("a").nodes().publish(D);
    simulation.runFor(3 * SECOND);
    a.disk().capacity(a.disk().usedBytes());
    knowledge.get("a").nodes().publish(new NodeInfo("e", "zone-e", "e:1", "e:2"));
    simulation.runFor(3 * SECOND);
    assertThat(new ClusterRecordFile(a.disk()).addresses()).contains("d:1").doesNotContain("e:1");
    a.disk().capacity(1 << 20);
    simulation.runFor(15 * SECOND);
    assertThat(new ClusterRecordFile(a.disk()).addresses()).contains("d:1", "e:1");
  }

  @Test
  void whoLeavesIsForgottenOnceTheTableSaysSo() {
    LIST.forEach(name -> start(name, LIST));
    simulation.runFor(5 * SECOND);
    SimNode a = simulation.node("a");
    Knowledge known = knowledge.get("a");
    known.nodes().publish(D);
    simulation.runFor(3 * SECOND);
    known.nodes().withdraw("b");
    simulation.runFor(3 * SECOND);
    assertThat(new ClusterRecordFile(a.disk()).addresses()).containsExactly("b:1", "c:1", "d:1");
    known.view().apply(1, List.of());
    formations.get("a").stop();
    simulation.runFor(3 * SECOND);
    assertThat(new ClusterRecordFile(a.disk()).addresses()).containsExactly("c:1", "d:1");
  }

  /** Three founders and d; then a is down and both other founders are gone. */
  private void remembersD() {
    LIST.forEach(name -> start(name, LIST));
    simulation.runFor(5 * SECOND);
    start("d", LIST);
    simulation.runFor(5 * SECOND);
    knowledge.get("a").nodes().publish(D);
    simulation.runFor(3 * SECOND);
    LIST.forEach(name -> simulation.node(name).powerLoss());
    asked.clear();
  }

  @Test
  void listsThatDifferAreRefused() {
    start("a", LIST);
    start("b", List.of("b", "a", "c"));
    start("c", LIST);
    simulation.runFor(5 * SECOND);
    assertThat(records).isEmpty();
    assertThat(refusals.keySet()).contains("a", "b");
    assertThat(refusals.get("a")).contains("the same list everywhere");
  }

  @Test
  void aFolderIsOneNodesForEver() throws IOException {
    SimNode node = simulation.node("a");
    ClusterRecordFile file = new ClusterRecordFile(node.disk());
    ClusterRecord record = Formation.take(file, "a", node.random());
    assertThat(Formation.take(file, "a", node.random())).isEqualTo(record);
    assertThatThrownBy(() -> Formation.take(file, "b", node.random()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The data folder belongs to node a: start it with --name a, or choose another folder"
                + " with --data.");
  }
}

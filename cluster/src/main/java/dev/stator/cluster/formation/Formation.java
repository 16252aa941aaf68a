package dev.stator.cluster.formation;

import dev.stator.base.RandomSource;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.SystemTables;
import dev.stator.cluster.wire.MalformedMessageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the cluster that a node belongs to, or founds it.
 *
 * <p>A node that belongs to none asks everyone in its list who they are, again and again. As soon
 * as one is a member, the node belongs to the same cluster: as one of its founders if that member
 * names this very data folder among them. When all have answered that they are new, with the same
 * list, the first in the list founds a cluster: it writes the record, and the others find it to be
 * a member when they ask next. So nobody has to be told, whoever crashes when.
 *
 * <p>A node that belongs to a cluster asks as well, until it has its place: whoever is asked at an
 * address is known to be there from then on, even if all have moved, and can be asked what is new.
 * It also asks where others were when it last knew: those in its list may have left the cluster,
 * and its founders. It notes where they are for that, as long as it runs.
 */
public final class Formation {
  private static final long PAUSE_NANOS = 200_000_000L;
  private static final long SEEK_NANOS = 1_000_000_000L;
  private static final int NODES_MAX = 1_000;

  /** Many nodes come to be known at once. */
  private static final long GATHER_NANOS = 1_000_000_000L;

  private static final long NOTE_AGAIN_NANOS = 10_000_000_000L;

  /** Addresses that were noted and are asked at in one round. */
  private static final int NOTED_ASKED = 16;

  private final NodeInfo self;
  private final List<String> join;
  private final ClusterRecordFile file;
  private final Introductions introductions;
  private final RandomSource random;
  private final SerialExecutor executor;
  private final Knowledge knowledge;
  private final Outcome outcome;
  private volatile ClusterRecord record;
  private boolean namesake;
  private String waitsFor = "";
  private boolean stopped;
  private List<String> noted = List.of();
  private int turn;
  private boolean noting;

  /** What becomes of it. Called on the executor. */
  public interface Outcome {
    /** The node belongs to a cluster, and this is durable. Once. */
    void belongs(ClusterRecord record);

    /** The node can belong to none; a sentence says why. Once. */
    void refused(String sentence);

    /** Why it takes long. Each time that this becomes another reason. */
    void waits(String why);
  }

  /**
   * @param record what the folder says; it is {@link #take taken} or made before
   * @param join addresses, as the operator listed them
   * @param knowledge is told what others say about nodes and the system table
   * @param executor a blocking one
   */
  public Formation(
      NodeInfo self,
      ClusterRecord record,
      List<String> join,
      ClusterRecordFile file,
      Introductions introductions,
      RandomSource random,
      SerialExecutor executor,
      Knowledge knowledge,
      Outcome outcome) {
    this.self = self;
    this.record = record;
    this.join = List.copyOf(join);
    this.file = file;
    this.introductions = introductions;
    this.random = random;
    this.executor = executor;
    this.knowledge = knowledge;
    this.outcome = outcome;
  }

  /**
   * The record of a folder; a new folder gets one. Blocks.
   *
   * @throws IOException with a sentence when it cannot be had, or the folder is another node's
   */
  public static ClusterRecord take(ClusterRecordFile file, String name, RandomSource random)
      throws IOException {
    ClusterRecord there = file.read();
    if (there == null) {
      ClusterRecord fresh = ClusterRecord.fresh(number(random), name);
      file.write(fresh);
      return fresh;
    }
    if (!there.name().equals(name)) {
      throw new IOException(
          "The data folder belongs to node "
              + there.name()
              + ": start it with --name "
              + there.name()
              + ", or choose another folder with --data.");
    }
    return there;
  }

  /** Founds a cluster of this node alone, if the folder belongs to none. Blocks. */
  public static ClusterRecord alone(
      ClusterRecordFile file, ClusterRecord record, NodeInfo self, RandomSource random)
      throws IOException {
    if (record.cluster() != 0) {
      return record;
    }
    ClusterRecord founded = record.of(number(random), List.of(new Founder(self, record.store())));
    file.write(founded);
    return founded;
  }

  /** Where the founders put the system table. */
  public static Placement firstPlacement(ClusterRecord record) {
    List<Placement.Replica> replicas = new ArrayList<>();
    for (Founder founder : record.founders()) {
      replicas.add(new Placement.Replica(founder.node().name(), 1, Placement.Kind.STORAGE, true));
    }
    return new Placement(SystemTables.PARTITION, 1, replicas, 1);
  }

  /** Answers others from now on, and begins to look for a cluster. */
  public void start() {
    introductions.answer(this::answer);
    executor.execute(() -> {
      if (record.cluster() != 0) {
        belong();
      } else {
        ask();
      }
    });
  }

  /** Asks no more, since the node has found its place; goes on answering, and noting. */
  public void stop() {
    executor.execute(() -> {
      stopped = true;
      noteSoon(GATHER_NANOS);
    });
  }

  private byte[] answer(byte[] question) {
    try {
      FormationCodec1.checkQuestion(question);
    } catch (MalformedMessageException none) {
      return new byte[0];
    }
    return FormationCodec1.encode(introduction());
  }

  private Introduction introduction() {
    ClusterRecord now = record;
    List<NodeInfo> nodes = knowledge.nodes().all();
    return new Introduction(
        self,
        now.store(),
        join,
        now.cluster(),
        now.founders(),
        nodes.subList(0, Math.min(NODES_MAX, nodes.size())),
        knowledge.placements().find(SystemTables.PARTITION));
  }

  private void ask() {
    List<@Nullable Introduction> answers = new ArrayList<>();
    int[] waiting = {join.size()};
    for (int i = 0; i < join.size(); i++) {
      answers.add(null);
    }
    for (int i = 0; i < join.size(); i++) {
      int place = i;
      introductions.ask(
          join.get(i),
          FormationCodec1.question(),
          answer ->
              executor.execute(() -> {
                answers.set(place, read(answer));
                namesake |= answer instanceof Introductions.Answer.Namesake;
                if (--waiting[0] == 0) {
                  answered(answers);
                }
              }));
    }
  }

  private static @Nullable Introduction read(Introductions.Answer answer) {
    return switch (answer) {
      case Introductions.Answer.Said said -> {
        try {
          yield FormationCodec1.introduction(said.answer());
        } catch (MalformedMessageException none) {
          yield null;
        }
      }
      case Introductions.Answer.Silence _, Introductions.Answer.Namesake _ -> null;
    };
  }

  private void answered(List<@Nullable Introduction> answers) {
    if (stopped) {
      return;
    }
    if (namesake) {
      outcome.refused(FormationStep.calledTwice(self.name()));
      return;
    }
    switch (FormationStep.after(introduction(), answers)) {
      case FormationStep.Join join -> {
        Introduction member = join.member();
        write(record.of(member.cluster(), member.founders()));
        member.nodes().forEach(knowledge.nodes()::publish);
        knowledge.nodes().publish(member.node());
        Placement system = member.system();
        if (system != null) {
          knowledge.placements().publish(system);
        }
        belong();
      }
      case FormationStep.Found found -> {
        write(record.of(number(random), found.founders()));
        belong();
      }
      case FormationStep.Wait wait -> {
        if (!wait.why().equals(waitsFor)) {
          waitsFor = wait.why();
          outcome.waits(waitsFor);
        }
        executor.schedule(PAUSE_NANOS, this::ask);
      }
      case FormationStep.Refuse refuse -> outcome.refused(refuse.sentence());
    }
  }

  /** Nobody hears of it before it is durable. */
  private void write(ClusterRecord next) {
    try {
      file.write(next);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    record = next;
  }

  private void belong() {
    noted = file.addresses();
    tell(record, knowledge);
    knowledge.nodes().onChange(node -> executor.execute(() -> noteSoon(GATHER_NANOS)));
    knowledge.nodes().onGone(node -> executor.execute(() -> noteSoon(GATHER_NANOS)));
    outcome.belongs(record);
    seek();
  }

  /**
   * Looks where the operator says that others are, and where they were: all addresses that anybody
   * has noted may be of yesterday, and nobody can be told of the new ones before enough have found
   * each other.
   */
  private void seek() {
    if (stopped) {
      return;
    }
    Set<String> addresses = new LinkedHashSet<>(join);
    for (int i = 0; i < Math.min(NOTED_ASKED, noted.size()); i++) {
      addresses.add(noted.get(Math.floorMod(turn++, noted.size())));
    }
    for (String address : addresses) {
      introductions.ask(
          address, FormationCodec1.question(), answer -> executor.execute(() -> met(read(answer))));
    }
    executor.schedule(SEEK_NANOS, this::seek);
  }

  private void met(@Nullable Introduction other) {
    if (other != null
        && other.cluster() == record.cluster()
        && !other.node().name().equals(self.name())) {
      knowledge.nodes().meet(other.node().name());
    }
  }

  private void noteSoon(long delayNanos) {
    if (!noting) {
      noting = true;
      executor.schedule(delayNanos, this::note);
    }
  }

  /** A note that cannot be written is tried again: it is needed no earlier than the next start. */
  private void note() {
    noting = false;
    List<String> now = addresses();
    if (now.equals(noted)) {
      return;
    }
    try {
      file.note(now);
      noted = now;
    } catch (IOException failed) {
      noteSoon(NOTE_AGAIN_NANOS);
    }
  }

  /** Where the others are. A node that has no place yet knows some of them at best. */
  private List<String> addresses() {
    Set<String> addresses = new TreeSet<>();
    for (NodeInfo node : knowledge.nodes().all()) {
      if (!node.name().equals(self.name()) && addresses.size() < NODES_MAX) {
        addresses.add(node.peerAddress());
      }
    }
    if (!stopped || knowledge.view().version() == 0) {
      noted.stream().limit(NODES_MAX - addresses.size()).forEach(addresses::add);
    }
    return List.copyOf(addresses);
  }

  /** Lets a node know what its record says. */
  public static void tell(ClusterRecord record, Knowledge knowledge) {
    for (Founder founder : record.founders()) {
      if (knowledge.nodes().find(founder.node().name()) == null) {
        knowledge.nodes().publish(founder.node());
      }
    }
    knowledge.placements().publish(firstPlacement(record));
  }

  private static long number(RandomSource random) {
    long number = random.nextLong();
    return number == 0 ? 1 : number;
  }
}

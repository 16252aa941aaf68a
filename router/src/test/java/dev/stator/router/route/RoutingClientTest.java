package dev.stator.router.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.sim.Simulation;
import dev.stator.cluster.member.NodeDirectory;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.rpc.Rpc.Outcome;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.Placement.Kind;
import dev.stator.cluster.table.Placement.Replica;
import dev.stator.cluster.table.PlacementDirectory;
import dev.stator.cluster.wire.Decoded;
import dev.stator.cluster.wire.PartitionRequestCodec1;
import dev.stator.cluster.wire.PartitionResponseCodec1;
import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each node is a script of what it answers; the last line of a script goes on for ever. */
class RoutingClientTest {
  private static final long MILLI = 1_000_000L;
  private static final long PARTITION = 2000;
  private static final PrimaryKey KEY = new PrimaryKey(new AttributeValue.S("a"), null);
  private static final PartitionRequest WRITE =
      new PartitionRequest.WriteItem(
          PARTITION,
          new KeySchema(new KeyAttribute("k", ScalarType.S), null),
          KEY,
          new Mutation.Delete(),
          null,
          ReturnValues.NONE,
          false);
  private static final PartitionRequest STRONG =
      new PartitionRequest.ReadRow(PARTITION, RowKeys.itemKey(PARTITION, KEY), true);
  private static final PartitionRequest WEAK =
      new PartitionRequest.ReadRow(PARTITION, RowKeys.itemKey(PARTITION, KEY), false);
  private static final PartitionResponse ROW = new PartitionResponse.Row(null);
  private static final PartitionResponse WRITTEN = new PartitionResponse.Written(null, 1, 2);
  private static final PartitionResponse NO_LEADER = new PartitionResponse.NotLeader(null);

  private final Simulation world = new Simulation(31);
  private final PlacementDirectory placements = new PlacementDirectory();
  private final NodeDirectory nodes = new NodeDirectory();
  private final TreeMap<String, ArrayDeque<Object>> scripts = new TreeMap<>();
  private final List<String> asked = new ArrayList<>();
  private final List<PartitionResponse> answers = new ArrayList<>();
  private RoutingClient client = client(RoutingOptions.DEFAULT);

  RoutingClientTest() {
    for (String name : List.of("a1", "a2", "b1", "c1")) {
      nodes.publish(new NodeInfo(name, name.substring(0, 1), "", ""));
    }
    place(1, "b1", "a1", "c1");
  }

  private RoutingClient client(RoutingOptions options) {
    return new RoutingClient(
        "a1",
        "a",
        this::local,
        new FakeRpc(),
        placements,
        nodes,
        world.node("a1").clock(),
        world.node("a1").scheduler().serial("route"),
        options);
  }

  private void place(long version, String... voters) {
    List<Replica> replicas = new ArrayList<>();
    replicas.add(new Replica("log", 1, Kind.LOG, true));
    replicas.add(new Replica("learner", 1, Kind.STORAGE, false));
    for (String voter : voters) {
      replicas.add(new Replica(voter, 1, Kind.STORAGE, true));
    }
    placements.publish(new Placement(PARTITION, version, replicas, 1));
  }

  private void script(String node, Object... lines) {
    scripts.put(node, new ArrayDeque<>(List.of(lines)));
  }

  private Object line(String node) {
    asked.add(node);
    ArrayDeque<Object> script = scripts.getOrDefault(node, new ArrayDeque<>());
    if (script.isEmpty()) {
      return new PartitionResponse.NotHosted();
    }
    return script.size() > 1 ? script.removeFirst() : script.getFirst();
  }

  private void local(PartitionRequest request, Consumer<PartitionResponse> reply) {
    reply.accept((PartitionResponse) line("a1"));
  }

  private List<PartitionResponse> send(PartitionRequest request) {
    asked.clear();
    answers.clear();
    client.send(request, answers::add);
    world.runFor(20_000 * MILLI);
    assertThat(answers).hasSize(1);
    assertThat(client.waiting()).isZero();
    return answers;
  }

  private static PartitionResponse hint(String leader) {
    return new PartitionResponse.NotLeader(leader);
  }

  private final class FakeRpc implements Rpc {
    @Override
    public void call(
        String node, int service, byte[] request, long timeoutNanos, Consumer<Outcome> reply) {
      assertThat(PartitionRequestCodec1.decode(request)).isInstanceOf(Decoded.Valid.class);
      Object line = line(node);
      Outcome outcome =
          line instanceof PartitionResponse response
              ? new Outcome.Answered(PartitionResponseCodec1.encode(response))
              : (Outcome) line;
      long delay = outcome instanceof Outcome.Unknown ? timeoutNanos : MILLI;
      world.after(delay, () -> reply.accept(outcome));
    }

    @Override
    public void serve(int service, Handler handler) {}
  }

  @Test
  void theLocalLeaderAnswersAtOnceAndIsRemembered() {
    script("a1", WRITTEN);
    client.send(WRITE, answers::add);
    assertThat(answers).containsExactly(WRITTEN);
    assertThat(asked).containsExactly("a1");
    assertThat(client.waiting()).isZero();
  }

  @Test
  void aHintIsFollowedAtOnceAndTheLeaderAskedFirstFromThenOn() {
    script("a1", hint("c1"));
    script("c1", ROW);
    assertThat(send(STRONG)).containsExactly(ROW);
    assertThat(asked).containsExactly("a1", "c1");
    script("c1", WRITTEN);
    assertThat(send(WRITE)).containsExactly(WRITTEN);
    assertThat(asked).containsExactly("c1");
  }

  @Test
  void aRememberedLeaderThatIsDeposedIsForgotten() {
    script("a1", hint("c1"));
    script("c1", WRITTEN, hint("b1"));
    script("b1", WRITTEN);
    send(WRITE);
    assertThat(send(WRITE)).containsExactly(WRITTEN);
    assertThat(asked).containsExactly("c1", "b1");
    send(WRITE);
    assertThat(asked).containsExactly("b1");
  }

  @Test
  void votersAreAskedInTurnsUntilOneLeads() {
    script("a1", NO_LEADER);
    script("b1", NO_LEADER, NO_LEADER, WRITTEN);
    script("c1", NO_LEADER);
    assertThat(send(WRITE)).containsExactly(WRITTEN);
    assertThat(asked).containsExactly("a1", "b1", "c1", "a1", "b1", "c1", "a1", "b1");
  }

  @Test
  void nodesThatNameEachOtherAreNotAskedWithoutEnd() {
    script("a1", hint("b1"));
    script("b1", hint("a1"));
    script("c1", NO_LEADER);
    assertThat(send(WRITE)).hasOnlyElementsOfType(PartitionResponse.NotLeader.class);
    assertThat(asked.size()).isBetween(50, 500);
    assertThat(world.nowNanos()).isGreaterThan(4000 * MILLI);
  }

  @Test
  void aLeaderThatWaitsForItsLeaseIsAskedAgain() {
    script("a1", hint("b1"));
    script("b1", hint("b1"), hint("b1"), hint("b1"), ROW);
    script("c1", hint("b1"));
    assertThat(send(STRONG)).containsExactly(ROW);
  }

  @Test
  void aWriteOfUnknownOutcomeIsNotSentAgain() {
    place(2, "b1", "c1");
    script("b1", new Outcome.Unknown("gone"));
    script("c1", WRITTEN);
    assertThat(send(WRITE)).hasOnlyElementsOfType(PartitionResponse.Unknown.class);
    assertThat(asked).containsExactly("b1");
    script("b1", new PartitionResponse.Unknown("not committed in time"));
    assertThat(send(WRITE)).hasOnlyElementsOfType(PartitionResponse.Unknown.class);
    assertThat(asked).containsExactly("b1");
  }

  @Test
  void aLeaderThatFallsSilentIsForgotten() {
    place(2, "c1", "b1");
    script("c1", hint("b1"), WRITTEN);
    script("b1", WRITTEN, new Outcome.Unknown("gone"), NO_LEADER);
    send(WRITE);
    send(WRITE);
    assertThat(asked).containsExactly("b1");
    assertThat(send(WRITE)).containsExactly(WRITTEN);
    assertThat(asked).containsExactly("c1");
  }

  @Test
  void aWriteThatIsCertainlyNotDoneIsSentElsewhere() {
    place(2, "b1", "c1");
    script("b1", new Outcome.NotDone("no connection"));
    script("c1", WRITTEN);
    assertThat(send(WRITE)).containsExactly(WRITTEN);
    assertThat(asked).containsExactly("b1", "c1");
  }

  @Test
  void aStrongReadOfUnknownOutcomeIsSentAgain() {
    place(2, "b1", "c1");
    script("b1", new Outcome.Unknown("gone"));
    script("c1", ROW);
    assertThat(send(STRONG)).containsExactly(ROW);
    assertThat(asked).containsExactly("b1", "c1");
  }

  @Test
  void aBusyPartitionIsNotAskedAgain() {
    script("a1", new PartitionResponse.Busy("full"), WRITTEN);
    assertThat(send(WRITE)).containsExactly(new PartitionResponse.Busy("full"));
    assertThat(asked).containsExactly("a1");
  }

  @Test
  void aWeakReadIsServedHereWhateverLeads() {
    script("a1", ROW);
    assertThat(send(WEAK)).containsExactly(ROW);
    assertThat(asked).containsExactly("a1");
  }

  @Test
  void aWeakReadGoesToTheOwnZoneThenElsewhere() {
    place(2, "b1", "c1", "a2");
    script("a2", new PartitionResponse.Failed("damage"));
    script("b1", new Outcome.NotDone("no connection"));
    script("c1", ROW);
    assertThat(send(WEAK)).containsExactly(ROW);
    assertThat(asked).containsExactly("a2", "b1", "c1");
  }

  @Test
  void aWeakReadLeavesAReplicaThatIsBeingRebuilt() {
    script("a1", new PartitionResponse.NotHosted());
    script("b1", ROW);
    assertThat(send(WEAK)).containsExactly(ROW);
    assertThat(asked).containsExactly("a1", "b1");
  }

  @Test
  void damageEverywhereIsAnswered() {
    for (String node : List.of("a1", "b1", "c1")) {
      script(node, new PartitionResponse.Failed("damage"));
    }
    assertThat(send(WEAK)).containsExactly(new PartitionResponse.Failed("damage"));
    assertThat(asked).containsExactly("a1", "b1", "c1");
    assertThat(send(STRONG)).containsExactly(new PartitionResponse.Failed("damage"));
    assertThat(asked).containsExactly("a1");
  }

  @Test
  void aPartitionThatIsPlacedButServedNowhereHasNoLeader() {
    assertThat(send(WRITE)).containsExactly(NO_LEADER);
    assertThat(world.nowNanos()).isGreaterThan(4000 * MILLI);
  }

  @Test
  void aPartitionThatNobodyKnowsIsSoonNotHosted() {
    placements.withdraw(PARTITION);
    client.send(WEAK, answers::add);
    client.send(WRITE, answers::add);
    world.runFor(600 * MILLI);
    assertThat(answers).hasSize(2).containsOnly(new PartitionResponse.NotHosted());
    assertThat(asked).containsOnly("a1");
  }

  @Test
  void aPartitionThatIsPlacedMeanwhileIsFound() {
    placements.withdraw(PARTITION);
    script("b1", WRITTEN);
    client.send(WRITE, answers::add);
    world.runFor(100 * MILLI);
    place(1, "b1");
    world.runFor(200 * MILLI);
    assertThat(answers).containsExactly(WRITTEN);
  }

  @Test
  void whatWaitsIsBounded() {
    client = client(RoutingOptions.DEFAULT.withWaitingMax(2));
    place(2, "b1");
    script("b1", NO_LEADER);
    for (int i = 0; i < 3; i++) {
      client.send(WRITE, answers::add);
    }
    assertThat(answers).hasOnlyElementsOfType(PartitionResponse.Busy.class).hasSize(1);
    assertThat(client.waiting()).isEqualTo(2);
    world.runFor(10_000 * MILLI);
    assertThat(answers).hasSize(3);
    assertThat(client.waiting()).isZero();
  }

  @Test
  void anAnswerThatCannotBeReadIsUnknown() {
    place(2, "b1", "c1");
    script("b1", new Outcome.Answered(new byte[] {9}));
    script("c1", ROW);
    assertThat(send(STRONG)).containsExactly(ROW);
    assertThat(send(WRITE)).hasOnlyElementsOfType(PartitionResponse.Row.class);
    client = client(RoutingOptions.DEFAULT);
    assertThat(send(WRITE)).hasOnlyElementsOfType(PartitionResponse.Unknown.class);
  }

  @Test
  void leadersAreForgottenBeforeThereAreTooMany() {
    LeaderCache leaders = new LeaderCache(3);
    for (long partition = 1; partition <= 4; partition++) {
      leaders.put(partition, "a1");
    }
    assertThat(leaders.find(1)).isNull();
    assertThat(leaders.find(4)).isEqualTo("a1");
    leaders.forget(4, "b1");
    assertThat(leaders.find(4)).isEqualTo("a1");
    leaders.forget(4, "a1");
    assertThat(leaders.find(4)).isNull();
  }
}

package dev.stator.node.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;
import dev.stator.consensus.ReplicaName;
import dev.stator.node.repair.GroupView.MemberView;
import dev.stator.node.repair.GroupView.NodeView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RepairPlanTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long LONG = 400 * SECOND;

  /** Two nodes in each of three zones; a1 leads unless said otherwise. */
  private final List<String> dead = new ArrayList<>();

  private final Set<String> absent = new HashSet<>();

  /** Nodes that are to have no replicas. */
  private final Set<String> leaving = new HashSet<>();

  @Test
  void aWholeGroupNeedsNothing() {
    assertThat(decide("a1~1! b1~2 c1~3")).isEqualTo("nothing for 60000 ms");
  }

  @Test
  void aSettlingChangeIsWaitedFor() {
    dead.add("c1");
    assertThat(decide("* a1~1! b1~2 c1~3(2)")).isEqualTo("nothing for 100 ms");
  }

  @Test
  void aShortSilenceIsWaitedOut() {
    assertThat(decide("a1~1! b1~2 c1~3(0.4)")).isEqualTo("nothing for 600 ms");
  }

  @Test
  void aSilentVoterGetsAStandInOfItsZone() {
    dead.add("c1");
    assertThat(decide("a1~1! b1~2 c1~3(2)")).isEqualTo("add log:c2~4: a1~1 b1~2 c1~3 | log:c2~4");
    assertThat(decide("a1~1! b1~2 c1~3(2) | log:c2~4-")).isEqualTo("nothing for 100 ms");
    assertThat(decide("a1~1! b1~2 c1~3(2) | log:c2~4+"))
        .isEqualTo("change: a1~1 b1~2 log:c2~4 | c1~3");
  }

  @Test
  void aVoterThatStandsStillGetsAStandInAlike() {
    assertThat(decide("a1~1! b1~2 c1~3(1s)")).isEqualTo("nothing for 2000 ms");
    assertThat(decide("a1~1! b1~2 c1~3(3s)")).isEqualTo("add log:c2~4: a1~1 b1~2 c1~3 | log:c2~4");
    assertThat(decide("a1~1! b1~2 c1~3(4s) | log:c2~4+"))
        .isEqualTo("change: a1~1 b1~2 log:c2~4 | c1~3");
    assertThat(decide("a1~1! b1~2 log:c2~4 | c1~3(60s)"))
        .as("it may get on yet")
        .startsWith("nothing");
    assertThat(decide("a1~1! b1~2 log:c2~4 | c1~3+"))
        .as("it has caught up")
        .isEqualTo("change: a1~1 b1~2 c1~3");
    absent.addAll(List.of("a2", "b2"));
    assertThat(decide("a1~1! b1~2 log:c2~4 | c1~3(400s)"))
        .as("its disk is given up")
        .isEqualTo("convert c2~4: a1~1 b1~2 c2~4 | c1~3");
  }

  @Test
  void aWholeZoneThatIsGoneGetsItsStandInElsewhere() {
    dead.addAll(List.of("c1", "c2"));
    assertThat(decide("a1~1! b1~2 c1~3(2)")).isEqualTo("add log:a2~4: a1~1 b1~2 c1~3 | log:a2~4");
  }

  /** Its successor can only be where the log replica is. */
  @Test
  void oneThatIsToLeaveTakesALogReplicasPlaceForAWhile() {
    absent.addAll(List.of("b2", "c2"));
    leaving.add("a2");
    assertThat(decide("log:a1~3 b1~2! c1~1 | a2~1+")).isEqualTo("change: a2~1 b1~2 c1~1");
    assertThat(decide("a2~1 b1~2! c1~1")).isEqualTo("add a1~3: a2~1 b1~2 c1~1 | a1~3");
    assertThat(decide("a2~1 b1~2! c1~1 | a1~3-")).isEqualTo("nothing for 1000 ms");
    assertThat(decide("a2~1 b1~2! c1~1 | a1~3+")).isEqualTo("change: a1~3 b1~2 c1~1");
  }

  /** As above, and it has lost its disk. */
  @Test
  void theLogReplicaBecomesItsSuccessorWhenItHasLostItsDisk() {
    absent.addAll(List.of("b2", "c2"));
    leaving.add("a2");
    assertThat(decide("log:a1~3 b1~2! c1~1 | a2~1?"))
        .isEqualTo("convert a1~3: a1~3 b1~2 c1~1 | a2~1");
    assertThat(decide("log:a1~3 b1~2! c1~1 | a2~1? a2~4-"))
        .isEqualTo("convert a1~3: a1~3 b1~2 c1~1 | a2~1 a2~4");
    assertThat(decide("log:a1~3 b1~2! c1~1 | a2~1? a2~4+"))
        .isEqualTo("change: a2~4 b1~2 c1~1 | a2~1");
  }

  @Test
  void oneThatIsToLeaveIsRebuiltWhereItIsWhenThereIsNoOtherPlaceAtAll() {
    absent.addAll(List.of("a1", "b2", "c2"));
    leaving.add("a2");
    assertThat(decide("a2~1? b1~2! c1~1")).isEqualTo("add a2~3: a2~1 b1~2 c1~1 | a2~3");
  }

  /** It has the only other node of its zone, or the only one that is left at all. */
  @Test
  void aLogReplicaBecomesAStorageReplicaForWantOfAnotherNode() {
    dead.add("a1");
    absent.addAll(List.of("b2", "c2"));
    assertThat(decide("log:a2~4 b1~2! c1~3 | a1~1(200)"))
        .as("it may come back yet")
        .startsWith("nothing");
    assertThat(decide("log:a2~4 b1~2! c1~3 | a1~1(400)"))
        .isEqualTo("convert a2~4: a2~4 b1~2 c1~3 | a1~1");
    assertThat(decide("a2~4 b1~2! c1~3 | a1~1(400)")).isEqualTo("change: a2~4 b1~2 c1~3");
    assertThat(decide("log:a2~4 b1~2! c1~3 | a1~1+"))
        .as("it has come back after all")
        .isEqualTo("change: a1~1 b1~2 c1~3");
    dead.set(0, "c1");
    assertThat(decide("a1~1! b1~2 log:a2~4 | c1~3(400)"))
        .isEqualTo("convert a2~4: a1~1 b1~2 a2~4 | c1~3");
    leaving.add("c1");
    assertThat(decide("a1~1! b1~2 log:a2~4 | c1~3(5)"))
        .isEqualTo("convert a2~4: a1~1 b1~2 a2~4 | c1~3");
    assertThat(decide("a1~1! b1~2 log:a2~4"))
        .as("nobody remembers whose place it has")
        .isEqualTo("convert a2~4: a1~1 b1~2 a2~4");
  }

  /** Nor one that is not well. */
  @Test
  void aLogReplicaOnANodeThatLeavesBecomesNothing() {
    dead.add("a1");
    leaving.add("a2");
    absent.addAll(List.of("b2", "c2"));
    assertThat(decide("log:a2~4 b1~2! c1~3 | a1~1(400)")).startsWith("nothing");
    leaving.clear();
    dead.add("a2");
    assertThat(decide("log:a2~4(2) b1~2! c1~3 | a1~1(400)")).startsWith("nothing");
  }

  /** Both of its zone's nodes are meant to be without it, and it still serves. */
  @Test
  void whatServesIsNotGivenUpForALogReplicaOfAnotherZone() {
    leaving.add("a1");
    absent.addAll(List.of("a2", "c2"));
    assertThat(decide("a1~1 b1~2! log:b2~4 | c1~3(5)")).startsWith("nothing");
  }

  @Test
  void threeNodesHaveNoneToStandIn() {
    dead.add("c1");
    absent.addAll(List.of("a2", "b2", "c2"));
    assertThat(decide("a1~1! b1~2 c1~3(2)")).isEqualTo("nothing for 60000 ms");
    assertThat(decide("a1~1! b1~2 c1~3(400)")).isEqualTo("nothing for 60000 ms");
  }

  @Test
  void theSilentOneComesBackAndTakesItsPlace() {
    assertThat(decide("a1~1! b1~2 log:c2~4 | c1~3-")).isEqualTo("nothing for 1000 ms");
    assertThat(decide("a1~1! b1~2 log:c2~4 | c1~3+")).isEqualTo("change: a1~1 b1~2 c1~3");
  }

  /** No more log replicas may vote, so the one that is back is what can make the quorum whole. */
  @Test
  void theOneThatComesBackTakesThePlaceOfTheNextThatIsSilent() {
    dead.add("b1");
    assertThat(decide("a1~1! b1~2(2) log:c2~4 | c1~3-")).startsWith("nothing");
    assertThat(decide("a1~1! b1~2(2) log:c2~4 | c1~3+"))
        .isEqualTo("change: a1~1 c1~3 log:c2~4 | b1~2");
    dead.clear();
    assertThat(decide("a1~1! c1~3 log:c2~4 | b1~2+")).isEqualTo("change: a1~1 c1~3 b1~2");
  }

  @Test
  void aNodeThatLeavesIsReplacedInItsZoneWhileItServes() {
    leaving.add("c1");
    assertThat(decide("a1~1! b1~2 c1~3")).isEqualTo("add c2~4: a1~1 b1~2 c1~3 | c2~4");
    assertThat(decide("a1~1! b1~2 c1~3 | c2~4-")).isEqualTo("nothing for 1000 ms");
    assertThat(decide("a1~1! b1~2 c1~3 | c2~4+")).isEqualTo("change: a1~1 b1~2 c2~4");
  }

  /** The leader takes itself out, and its group hands over. */
  @Test
  void soIsTheLeadersOwnNode() {
    leaving.add("a1");
    assertThat(decide("a1~1! b1~2 c1~3")).isEqualTo("add a2~4: a1~1 b1~2 c1~3 | a2~4");
    assertThat(decide("a1~1! b1~2 c1~3 | a2~4+")).isEqualTo("change: a2~4 b1~2 c1~3");
    assertThat(decide("a1~1+ b1~2! c1~3", 10 * SECOND)).startsWith("add a2~4");
  }

  @Test
  void aReplicaStaysWhereItIsUntilAnotherNodeOfItsZoneIsFree() {
    leaving.add("c1");
    absent.add("c2");
    assertThat(decide("a1~1! b1~2 c1~3", SECOND)).isEqualTo("nothing for 5000 ms");
    dead.add("c1");
    assertThat(decide("a1~1! b1~2 c1~3(2)")).isEqualTo("add log:a2~4: a1~1 b1~2 c1~3 | log:a2~4");
    assertThat(decide("a1~1! b1~2 log:a2~4 | c1~3(5)"))
        .as("silent and leaving: at once, and anywhere")
        .isEqualTo("add b2~5: a1~1 b1~2 log:a2~4 | c1~3 b2~5");
  }

  /** It would hold the place of the leaving one's successor for ever. */
  @Test
  void aStandInThatIsNotNeededAfterAllMakesRoom() {
    leaving.add("a1");
    assertThat(decide("a1~1 b1~2! c1~3 | log:a2~4-")).isEqualTo("change: a1~1 b1~2 c1~3");
    assertThat(decide("a1~1 b1~2! c1~3")).isEqualTo("add a2~4: a1~1 b1~2 c1~3 | a2~4");
  }

  @Test
  void aLostReplicaWithASuccessorOnItsNodeIsForgotten() {
    absent.addAll(List.of("b1", "c2"));
    assertThat(decide("log:a2~3 b2~5 c1~1! | b2~1?")).isEqualTo("change: log:a2~3 b2~5 c1~1");
    assertThat(decide("log:a2~3 b2~5 c1~1!")).isEqualTo("add a1~6: log:a2~3 b2~5 c1~1 | a1~6");
  }

  @Test
  void nothingNewComesToANodeThatLeaves() {
    leaving.add("c2");
    dead.add("c1");
    assertThat(decide("a1~1! b1~2 c1~3(2)")).isEqualTo("add log:a2~4: a1~1 b1~2 c1~3 | log:a2~4");
    assertThat(decide("a1~1! b1~2 log:c2~4 | c1~3(5)"))
        .as("a log replica there makes room")
        .isEqualTo("add log:a2~5: a1~1 b1~2 log:c2~4 | c1~3 log:a2~5");
    dead.clear();
    assertThat(decide("a1~1! b1~2 log:c2~4 | c1~3+")).isEqualTo("change: a1~1 b1~2 c1~3");
    assertThat(decide("a1~1! b1~2 c1~3 | c2~4+")).isEqualTo("change: a1~1 b1~2 c1~3");
  }

  @Test
  void aSilentStandInIsReplacedAndGoes() {
    dead.addAll(List.of("c1", "c2"));
    assertThat(decide("a1~1! b1~2 log:c2~4(2) | c1~3(10)"))
        .isEqualTo("add log:a2~5: a1~1 b1~2 log:c2~4 | c1~3 log:a2~5");
    assertThat(decide("a1~1! b1~2 log:c2~4(2) | c1~3(10) log:a2~5+"))
        .isEqualTo("change: a1~1 b1~2 log:a2~5 | c1~3");
    assertThat(decide("a1~1! b1~2 log:a2~5 | c1~3(10) log:c2~4(2)"))
        .isEqualTo("change: a1~1 b1~2 log:a2~5 | c1~3");
  }

  @Test
  void noMoreThanAMinorityIsLogReplicas() {
    dead.addAll(List.of("b1", "c1"));
    assertThat(decide("a1~1! b1~2(2) log:c2~4 | c1~3(10)")).startsWith("nothing");
  }

  @Test
  void afterLongTheLogReplicaBecomesWhatItStoodInFor() {
    dead.add("c1");
    assertThat(decide("a1~1! b1~2 log:c2~4 | c1~3(400)"))
        .isEqualTo("convert c2~4: a1~1 b1~2 c2~4 | c1~3");
    assertThat(decide("a1~1! b1~2 c2~4 | c1~3(400)")).isEqualTo("change: a1~1 b1~2 c2~4");
  }

  @Test
  void itIsRebuiltInItsZoneWhereANodeIsFree() {
    dead.add("c1");
    assertThat(decide("a1~1! b1~2 log:a2~5 | c1~3(400)"))
        .isEqualTo("add c2~6: a1~1 b1~2 log:a2~5 | c1~3 c2~6");
    assertThat(decide("a1~1! b1~2 log:a2~5 | c1~3(400) c2~6-")).isEqualTo("nothing for 1000 ms");
    assertThat(decide("a1~1! b1~2 log:a2~5 | c1~3(400) c2~6+"))
        .isEqualTo("change: a1~1 b1~2 c2~6 | c1~3");
    assertThat(decide("a1~1! b1~2 c2~6 | c1~3(400)")).isEqualTo("change: a1~1 b1~2 c2~6");
  }

  @Test
  void theOneThatWasTakenForLostComesBackAfterAll() {
    assertThat(decide("a1~1! b1~2 log:a2~5 | c1~3+ c2~6-"))
        .isEqualTo("change: a1~1 b1~2 c1~3 | c2~6");
    assertThat(decide("a1~1! b1~2 c1~3 | c2~6-")).isEqualTo("change: a1~1 b1~2 c1~3");
  }

  @Test
  void withoutALogReplicaALongSilentVoterIsReplacedOnceTheNewOneIsThere() {
    dead.add("c1");
    absent.addAll(List.of("a2", "b2"));
    assertThat(decide("a1~1! b1~2 c1~3(400) | c2~4+")).isEqualTo("change: a1~1 b1~2 c2~4");
  }

  @Test
  void aLostReplicaIsRebuiltOnItsOwnNode() {
    absent.addAll(List.of("a2", "b2", "c2"));
    assertThat(decide("a1~1! b1~2 c1~3?")).isEqualTo("add c1~4: a1~1 b1~2 c1~3 | c1~4");
    assertThat(decide("a1~1! b1~2 c1~3? | c1~4-")).isEqualTo("nothing for 1000 ms");
    assertThat(decide("a1~1! b1~2 c1~3? | c1~4+")).isEqualTo("change: a1~1 b1~2 c1~4");
  }

  @Test
  void theLeadGoesBackToTheFirst() {
    assertThat(decide("a1~1 b1~2! c1~3", 3 * SECOND)).isEqualTo("nothing for 7000 ms");
    assertThat(decide("a1~1 b1~2! c1~3", 10 * SECOND)).isEqualTo("nothing for 1000 ms");
    assertThat(decide("a1~1+ b1~2! c1~3", 10 * SECOND)).isEqualTo("hand over to a1~1");
  }

  @Test
  void anUnknownNodesReplicaIsReplacedAnywhere() {
    absent.add("c1");
    assertThat(decide("a1~1! b1~2 c1~3(2)")).isEqualTo("add log:c2~4: a1~1 b1~2 c1~3 | log:c2~4");
  }

  @Test
  void fewerReplicasComeFirst() {
    dead.addAll(List.of("c1", "c2"));
    absent.add("a2");
    assertThat(decide("a1~1! b1~2 c1~3(2)")).isEqualTo("add log:b2~4: a1~1 b1~2 c1~3 | log:b2~4");
  }

  /**
   * Whatever happens in whatever order, each step keeps the number of voters and ends somewhere.
   */
  @Test
  void everyOutageEndsInAWholeGroup() {
    for (String gone : List.of("b1", "c1")) {
      dead.clear();
      dead.add(gone);
      String state = "a1~1! b1~2 c1~3".replace(gone + "~", gone + "#");
      Membership membership = read(state.replace("#", "~")).membership();
      Set<String> seen = new TreeSet<>();
      for (int step = 0; step < 20; step++) {
        List<MemberView> members = new ArrayList<>();
        for (Member member : all(membership)) {
          boolean silent = dead.contains(ReplicaName.nodeOf(member.name()));
          members.add(new MemberView(member, silent ? LONG : 0, 0, false, !silent));
        }
        GroupView view = new GroupView(membership, "a1~1", false, members, 0);
        RepairStep next = RepairPlan.decide(view, nodes(), RepairOptions.DEFAULT);
        Membership before = membership;
        switch (next) {
          case RepairStep.Add add -> membership = add.next();
          case RepairStep.Convert convert -> membership = convert.next();
          case RepairStep.Change change -> membership = change.next();
          case RepairStep.Nothing nothing -> {}
          case RepairStep.HandOver over -> {}
        }
        assertThat(membership.voters()).hasSameSizeAs(before.voters());
        if (next instanceof RepairStep.Nothing) {
          break;
        }
        assertThat(seen.add(text(membership))).as("no step is taken twice: " + seen).isTrue();
      }
      assertThat(membership.learners()).isEmpty();
      assertThat(membership.voters()).allMatch(member -> member.kind() == Kind.STORAGE);
      assertThat(membership.voters())
          .noneMatch(member -> ReplicaName.nodeOf(member.name()).equals(gone));
    }
  }

  private String decide(String group) {
    return decide(group, 0);
  }

  private String decide(String group, long wholeNanos) {
    GroupView read = read(group);
    GroupView view =
        new GroupView(read.membership(), read.self(), read.changing(), read.members(), wholeNanos);
    return switch (RepairPlan.decide(view, nodes(), RepairOptions.DEFAULT)) {
      case RepairStep.Nothing nothing ->
          "nothing for " + nothing.lookAgainNanos() / 1_000_000 + " ms";
      case RepairStep.Add add -> {
        assertThat(add.node()).isEqualTo(ReplicaName.nodeOf(add.learner().name()));
        yield "add " + text(add.learner()) + ": " + text(add.next());
      }
      case RepairStep.Convert convert -> {
        assertThat(convert.node()).isEqualTo(ReplicaName.nodeOf(convert.replica()));
        yield "convert " + convert.replica() + ": " + text(convert.next());
      }
      case RepairStep.Change change -> "change: " + text(change.next());
      case RepairStep.HandOver over -> "hand over to " + over.to();
    };
  }

  private List<NodeView> nodes() {
    List<NodeView> nodes = new ArrayList<>();
    int replicas = 0;
    for (String name : List.of("a1", "a2", "b1", "b2", "c1", "c2")) {
      if (!absent.contains(name)) {
        nodes.add(
            new NodeView(
                name,
                name.substring(0, 1),
                !dead.contains(name),
                leaving.contains(name),
                replicas++));
      }
    }
    return nodes;
  }

  /** {@code [*] VOTERS [| LEARNERS]}; a member: {@code [log:]NAME}, then ! leads, + - caught up. */
  private static GroupView read(String text) {
    List<Member> voters = new ArrayList<>();
    List<Member> learners = new ArrayList<>();
    List<MemberView> views = new ArrayList<>();
    List<Member> into = voters;
    boolean changing = false;
    String self = "";
    int last = 0;
    for (String word : text.split(" ")) {
      if (word.equals("|")) {
        into = learners;
      } else if (word.equals("*")) {
        changing = true;
      } else {
        Kind kind = word.startsWith("log:") ? Kind.LOG : Kind.STORAGE;
        String name = word.replaceAll("^log:|[!?+-]|\\(.*", "");
        Member member = new Member(name, kind);
        into.add(member);
        last = Math.max(last, ReplicaName.generationOf(name));
        self = word.endsWith("!") ? name : self;
        int at = word.indexOf('(');
        double silent =
            at < 0 ? 0 : Double.parseDouble(word.substring(at + 1).replaceAll("s?\\)", ""));
        long nanos = (long) (silent * SECOND);
        boolean stands = word.endsWith("s)");
        views.add(
            new MemberView(
                member,
                stands ? 0 : nanos,
                stands ? nanos : 0,
                word.endsWith("?"),
                word.endsWith("+")));
      }
    }
    return new GroupView(new Membership(voters, learners, last), self, changing, views, 0);
  }

  private static List<Member> all(Membership membership) {
    List<Member> all = new ArrayList<>(membership.voters());
    all.addAll(membership.learners());
    return all;
  }

  private static String text(Membership membership) {
    StringBuilder text = new StringBuilder();
    membership.voters().forEach(member -> text.append(text(member)).append(' '));
    if (!membership.learners().isEmpty()) {
      text.append("| ");
      membership.learners().forEach(member -> text.append(text(member)).append(' '));
    }
    return text.toString().trim();
  }

  private static String text(Member member) {
    return (member.kind() == Kind.LOG ? "log:" : "") + member.name();
  }
}

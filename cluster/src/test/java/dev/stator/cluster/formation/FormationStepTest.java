package dev.stator.cluster.formation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.member.NodeInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FormationStepTest {
  private static final List<String> LIST = List.of("a:1", "b:1", "c:1");

  private static Introduction fresh(String name, String zone, long store, List<String> join) {
    NodeInfo node = new NodeInfo(name, zone, name + ":1", name + ":2");
    return new Introduction(node, store, join, 0, List.of(), List.of(), null);
  }

  private static Introduction fresh(String name, long store) {
    return fresh(name, "zone-" + name, store, LIST);
  }

  private static Introduction member(String name, long store, long cluster, Founder... founders) {
    NodeInfo node = new NodeInfo(name, "zone-" + name, name + ":1", name + ":2");
    return new Introduction(node, store, LIST, cluster, List.of(founders), List.of(), null);
  }

  private static Founder founder(String name, long store) {
    return new Founder(fresh(name, store).node(), store);
  }

  private static FormationStep step(Introduction self, @Nullable Introduction... answers) {
    return FormationStep.after(self, new ArrayList<>(Arrays.asList(answers)));
  }

  private final Introduction a = fresh("a", 1);
  private final Introduction b = fresh("b", 2);
  private final Introduction c = fresh("c", 3);

  @Test
  void theFirstFoundsWhenAllAreNew() {
    assertThat(step(a, a, b, c))
        .isEqualTo(
            new FormationStep.Found(List.of(founder("a", 1), founder("b", 2), founder("c", 3))));
    assertThat(step(b, a, b, c)).isInstanceOf(FormationStep.Wait.class);
    assertThat(step(fresh("d", 4), a, b, c)).isInstanceOf(FormationStep.Wait.class);
  }

  @Test
  void nobodyFoundsWhileOneIsSilent() {
    assertThat(step(a, a, b, null))
        .isEqualTo(new FormationStep.Wait("Waiting for c:1, which does not answer."));
    assertThat(step(a, null, b, c)).isInstanceOf(FormationStep.Wait.class);
  }

  @Test
  void foundersStandInDifferentZones() {
    List<String> list = List.of("1", "2", "3", "4", "5");
    List<@Nullable Introduction> all = new ArrayList<>();
    String[] zones = {"x", "x", "y", "z", "w"};
    for (int i = 0; i < 5; i++) {
      all.add(fresh("n" + i, zones[i], i + 1, list));
    }
    FormationStep step = FormationStep.after(fresh("n0", "x", 1, list), all);
    assertThat(((FormationStep.Found) step).founders())
        .extracting(founder -> founder.node().name())
        .containsExactly("n0", "n2", "n3");
  }

  @Test
  void whoeverFindsAMemberJoins() {
    Introduction member = member("b", 2, 77, founder("a", 1), founder("b", 2));
    assertThat(step(a, a, member, null)).isEqualTo(new FormationStep.Join(member));
    assertThat(step(c, null, member, c)).isEqualTo(new FormationStep.Join(member));
  }

  @Test
  void wrongListsAreRefusedWithASentence() {
    assertThat(step(a, a, fresh("b", "z", 2, List.of("b:1", "a:1", "c:1")), c))
        .isEqualTo(
            new FormationStep.Refuse(
                "Node b was started with --join b:1,a:1,c:1 and this one with --join a:1,b:1,c:1:"
                    + " a new cluster needs the same list everywhere."));
    assertThat(step(a, a, b, b))
        .isEqualTo(new FormationStep.Refuse("The list of --join names node b twice."));
    assertThat(step(a, a, fresh("a", 9), c))
        .isEqualTo(
            new FormationStep.Refuse(
                "Two nodes in --join are called a: give each a --name of its own."));
    assertThat(step(a, a, member("b", 2, 7, founder("b", 2)), member("c", 3, 8, founder("c", 3))))
        .isEqualTo(
            new FormationStep.Refuse(
                "The nodes b and c in --join belong to different clusters: name nodes of one."));
  }
}

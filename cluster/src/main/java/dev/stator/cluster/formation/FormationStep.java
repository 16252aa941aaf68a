package dev.stator.cluster.formation;

import dev.stator.cluster.member.NodeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a node that belongs to no cluster does once it has asked everyone in its list. Pure. */
sealed interface FormationStep {
  /** The most first members of the system table's group. */
  int FOUNDERS_MAX = 3;

  /** Belong to this cluster from now on. */
  record Join(Introduction member) implements FormationStep {}

  /** Found a cluster with these. */
  record Found(List<Founder> founders) implements FormationStep {}

  /** Ask again later. */
  record Wait(String why) implements FormationStep {}

  /** It can never work; the sentence says what to change. */
  record Refuse(String sentence) implements FormationStep {}

  /**
   * @param self how this node introduces itself
   * @param answers in the order of its list; null where there was none
   */
  static FormationStep after(Introduction self, List<@Nullable Introduction> answers) {
    String conflict = conflict(self, answers);
    if (conflict != null) {
      return new Refuse(conflict);
    }
    Introduction member = null;
    for (Introduction answer : answers) {
      if (answer != null && answer.cluster() != 0) {
        if (member != null && member.cluster() != answer.cluster()) {
          return new Refuse(
              "The nodes "
                  + member.node().name()
                  + " and "
                  + answer.node().name()
                  + " in --join belong to different clusters: name nodes of one.");
        }
        member = member == null ? answer : member;
      }
    }
    return member != null ? new Join(member) : amongNew(self, answers);
  }

  static String calledTwice(String name) {
    return "Two nodes in --join are called " + name + ": give each a --name of its own.";
  }

  private static @Nullable String conflict(
      Introduction self, List<@Nullable Introduction> answers) {
    Set<Long> stores = new TreeSet<>();
    Set<String> names = new TreeSet<>();
    for (Introduction answer : answers) {
      if (answer == null) {
        continue;
      }
      if (!stores.add(answer.store())) {
        return "The list of --join names node " + answer.node().name() + " twice.";
      }
      boolean other = answer.store() != self.store();
      if (!names.add(answer.node().name())
          || (other && answer.node().name().equals(self.node().name()))) {
        return calledTwice(answer.node().name());
      }
    }
    return null;
  }

  private static FormationStep amongNew(Introduction self, List<@Nullable Introduction> answers) {
    List<Introduction> all = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      Introduction answer = answers.get(i);
      if (answer == null) {
        return new Wait("Waiting for " + self.join().get(i) + ", which does not answer.");
      }
      if (!answer.join().equals(self.join())) {
        return new Refuse(
            "Node "
                + answer.node().name()
                + " was started with --join "
                + String.join(",", answer.join())
                + " and this one with --join "
                + String.join(",", self.join())
                + ": a new cluster needs the same list everywhere.");
      }
      all.add(answer);
    }
    if (all.isEmpty() || all.getFirst().store() != self.store()) {
      return new Wait("Waiting for the first node in --join to form the cluster.");
    }
    return new Found(founders(all));
  }

  /** The first of each zone, in the order of the list. */
  private static List<Founder> founders(List<Introduction> all) {
    Set<String> zones = new TreeSet<>();
    List<Founder> founders = new ArrayList<>();
    for (Introduction one : all) {
      NodeInfo node = one.node();
      if (founders.size() < FOUNDERS_MAX && zones.add(node.zone())) {
        founders.add(new Founder(node, one.store()));
      }
    }
    return founders;
  }
}

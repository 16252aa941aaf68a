package dev.stator.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.control.PlacementPlan.Candidate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementPlanTest {
  /** Candidates as {@code name/zone/replicas/leads/free}; a free of -1 is one that is down. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "alone               | a1/a/0/0/9                                         | a1",
        "one of each zone    | a1/a/0/0/9 b1/b/0/0/9 c1/c/0/0/9                   | a1 b1 c1",
        "never two of a zone | a1/a/0/0/9 a2/a/0/0/9 b1/b/0/0/9                   | a1 b1",
        "three of four       | a1/a/5/0/9 b1/b/1/0/9 c1/c/1/0/9 d1/d/1/0/9        | b1 c1 d1",
        "fewest replicas     | a1/a/3/0/9 a2/a/2/0/9 b1/b/0/0/9 c1/c/0/0/9        | b1 c1 a2",
        "then most room      | a1/a/0/0/5 a2/a/0/0/9 b1/b/0/0/9 c1/c/0/0/9        | a2 b1 c1",
        "leaders are spread  | a1/a/2/2/9 b1/b/2/0/9 c1/c/2/1/9                   | b1 c1 a1",
        "down but needed     | a1/a/0/0/-1 b1/b/9/9/9 c1/c/9/8/9                  | c1 b1 a1",
        "down and not needed | a1/a/0/0/-1 a2/a/7/0/1 b1/b/0/1/9 c1/c/0/1/9       | a2 b1 c1",
        "up zones first      | a1/a/0/0/-1 b1/b/9/0/9 c1/c/9/1/9 d1/d/9/2/9       | b1 c1 d1",
      })
  void chooses(String what, String candidates, String chosen) {
    List<Candidate> all = new ArrayList<>();
    for (String candidate : candidates.trim().split(" +")) {
      String[] parts = candidate.split("/");
      long free = Long.parseLong(parts[4]);
      all.add(
          new Candidate(
              parts[0],
              parts[1],
              free >= 0,
              Integer.parseInt(parts[2]),
              Integer.parseInt(parts[3]),
              free));
    }
    assertThat(PlacementPlan.choose(all)).containsExactly(chosen.trim().split(" "));
    assertThat(PlacementPlan.choose(all.reversed())).containsExactly(chosen.trim().split(" "));
  }

  /** Several are chosen before the first of them stands in the system table. */
  @Test
  void whatWasChosenJustNowCounts() {
    List<Candidate> nodes = new ArrayList<>();
    for (String name : List.of("a1", "a2", "b1", "b2", "c1", "c2")) {
      nodes.add(new Candidate(name, name.substring(0, 1), true, 0, 0, 9));
    }
    List<Candidate> now = nodes;
    for (int i = 0; i < 12; i++) {
      now = PlacementPlan.with(now, PlacementPlan.choose(now));
    }
    assertThat(now).allMatch(node -> node.replicas() == 6 && node.leads() == 2);
  }
}

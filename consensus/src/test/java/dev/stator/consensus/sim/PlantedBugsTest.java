package dev.stator.consensus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation finds bugs that are planted around the production code. */
class PlantedBugsTest {
  private static final int SEEDS_MAX = 600;

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.MATCH_NONE,
      names = "(NONE|.*QUORUM.*|.*NEEDED_LOG|FORGET_VOTE)")
  void isFound(Bug bug) {
    String found = null;
    for (long seed = 1; seed <= SEEDS_MAX && found == null; seed++) {
      try {
        new Run(seed, bug).go(20);
      } catch (AssertionError e) {
        found = e.getMessage();
      }
      if (found != null) {
        System.out.println(bug + " found with seed " + seed + ": " + found);
      }
    }
    assertThat(found).as("%s within %d seeds", bug, SEEDS_MAX).isNotNull();
  }
}

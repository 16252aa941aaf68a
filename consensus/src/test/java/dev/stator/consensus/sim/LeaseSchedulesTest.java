package dev.stator.consensus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Strong reads under directed schedules: never stale with the production code; stale, and found to
 * be, when the rule is left out that the schedule leads to.
 */
class LeaseSchedulesTest {
  private static final int SEEDS = Integer.getInteger("stator.sim.leaseSeeds", 3);
  private static final int SEEDS_FOR_BUGS = 20;

  @ParameterizedTest
  @EnumSource
  void noReadIsStale(LeaseSchedule schedule) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Agreement agreement = schedule.run(seed).cluster.agreement(LeaseSchedule.World.GROUP);
      assertThat(agreement.leaseReads()).isGreaterThan(100);
      assertThat(agreement.acknowledgedCount()).isGreaterThan(100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRuleLeftOutIsFound(LeaseBug bug) {
    Mutants mutants = new Mutants(bug);
    String found = null;
    for (long seed = 1; seed <= SEEDS_FOR_BUGS && found == null; seed++) {
      found = mutants.run(bug.schedule.name(), seed);
    }
    System.out.println(bug + ": " + found);
    assertThat(found).as("%s under %s", bug, bug.schedule).contains("was visible before");
  }
}

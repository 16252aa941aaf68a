package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.sim.Simulation;
import dev.stator.cluster.message.PartitionResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A replica that is to lead and cannot read what a leader has to know. */
class LeadBeginningTest {
  private static final long SECOND = 1_000_000_000L;

  private final Simulation simulation = new Simulation(1);
  private final TestReplica test = new TestReplica(simulation);
  private final List<PartitionResponse> answers = new ArrayList<>();

  private void write() {
    test.replica.write(Writes.put(7, null), answers::add);
  }

  @Test
  void itGivesTheLeadUpAndServesNothing() {
    test.engine.damaged = true;
    test.leads();
    simulation.runFor(SECOND);
    assertThat(test.replica.leads()).isFalse();
    assertThat(test.group.handOvers).isEqualTo(1);
    write();
    assertThat(answers).hasSize(1).hasOnlyElementsOfType(PartitionResponse.NotLeader.class);
    assertThat(test.problems).singleElement().asString().contains("damaged", "handed over");
  }

  /** Each time it is handed the lead, but it does not say so each time. */
  @Test
  void itGivesTheLeadUpAgain() {
    test.engine.damaged = true;
    test.leads();
    for (int term = 2; term <= 4; term++) {
      simulation.runFor(SECOND);
      test.replica.notLeading(null);
      test.group.term = term;
      test.replica.leading(term);
    }
    simulation.runFor(SECOND);
    assertThat(test.group.handOvers).isEqualTo(4);
    assertThat(test.problems).hasSize(1);
  }

  /** A group of one member, or of one that is alone. */
  @Test
  void itTriesAgainWhereNobodyTakesTheLead() {
    test.engine.damaged = true;
    test.leads();
    simulation.runFor(15 * SECOND);
    assertThat(test.group.handOvers).isEqualTo(2);
    test.engine.damaged = false;
    simulation.runFor(10 * SECOND);
    assertThat(test.replica.leads()).isTrue();
    write();
    test.commitAll();
    assertThat(answers).singleElement().isInstanceOf(PartitionResponse.Written.class);
  }

  @Test
  void itServesNothingWhenAnotherLeadsMeanwhile() {
    test.engine.damaged = true;
    test.leads();
    simulation.runFor(SECOND);
    test.replica.notLeading("b");
    test.engine.damaged = false;
    simulation.runFor(60 * SECOND);
    assertThat(test.replica.leads()).isFalse();
  }
}

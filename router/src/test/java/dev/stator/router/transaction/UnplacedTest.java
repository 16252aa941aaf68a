package dev.stator.router.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.router.transaction.FakeLedger.Router;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Transactions whose partitions a router has not heard of. */
class UnplacedTest {
  private static final long MINUTES = 60_000_000_000L;

  private final FakeLedger ledger = new FakeLedger();

  /** A table may be newer than what the node knows that ends its transaction. */
  @Test
  void whatIsDecidedIsNotDoneWhereNobodyWasFound() {
    Router router = ledger.leads(ledger.router());
    ledger.unplaced = true;
    router.write("token");
    ledger.runFor(5 * MINUTES);
    assertThat(ledger.committed).isEmpty();
    ledger.unplaced = false;
    ledger.runFor(5 * MINUTES);
    assertThat(ledger.committed).hasSize(1);
  }

  /** What is prepared there finds out by itself; the client need not wait for that. */
  @Test
  void aRefusalDoesNotWaitForAControlPlaneThatIsSilent() {
    Router router = ledger.leads(ledger.router());
    ledger.unplaced = true;
    ledger.controlSilent = true;
    ledger.tooEarly = 12;
    assertThat(router.write("token")).isInstanceOf(WriteOutcome.Failed.class);
    assertThat(ledger.committed).isEmpty();
  }

  @Test
  void nothingIsLeftToDoInPartitionsThatAreGone() {
    Router router = ledger.leads(ledger.router());
    ledger.unplaced = true;
    ledger.gone.addAll(List.of(1L, 2L));
    assertThat(router.write("token")).isInstanceOf(WriteOutcome.Done.class);
    ledger.runFor(20 * MINUTES);
    assertThat(ledger.size()).as("nothing is remembered").isZero();
  }
}

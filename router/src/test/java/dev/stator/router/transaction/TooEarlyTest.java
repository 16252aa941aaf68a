package dev.stator.router.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.model.CanceledException;
import dev.stator.model.CancellationReason;
import dev.stator.router.transaction.FakeLedger.Router;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transactions whose items have changed after their timestamps. */
class TooEarlyTest {
  private final FakeLedger ledger = new FakeLedger();

  @ParameterizedTest
  @CsvSource({"1,false", "1,true", "2,false", "2,true", "3,true", "4,true", "10,false", "10,true"})
  void itIsDoneWithALaterTimestampWhateverComesLate(int refused, boolean repeated) {
    Router router = ledger.leads(ledger.router());
    ledger.tooEarly = refused;
    ledger.cancelsRepeated = repeated;
    assertThat(router.write("token")).isInstanceOf(WriteOutcome.Done.class);
    assertThat(ledger.committed).hasSize(1);
    assertThat(router.write("token")).isInstanceOf(WriteOutcome.Repeated.class);
    assertThat(ledger.committed).hasSize(1);
  }

  /** Plain writes have the leader's time, and are faster than a transaction. */
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1,0",
    "3,0",
    "8,0",
    "20,0",
    "3,10",
    "3,1000",
    "10,3600000",
    "3,-1000",
    "20,-1000",
    "25,0"
  })
  void anItemThatIsWrittenAllTheTimeIsComeUponInTheEnd(long busyMs, long aheadMs) {
    Router router = ledger.leads(ledger.router());
    ledger.busyMs = busyMs;
    ledger.aheadMs = aheadMs;
    assertThat(router.write("token")).isInstanceOf(WriteOutcome.Done.class);
    assertThat(ledger.committed).hasSize(1);
  }

  /** The client may try again, with the same token. */
  @ParameterizedTest
  @CsvSource({"11,None", "12,TransactionConflict"})
  void afterSixAttemptsTheItemsAreInConflict(int refused, String second) {
    Router router = ledger.leads(ledger.router());
    ledger.tooEarly = refused;
    assertThat(router.write("token"))
        .isInstanceOfSatisfying(
            WriteOutcome.Failed.class,
            failed ->
                assertThat(failed.error())
                    .isInstanceOfSatisfying(
                        CanceledException.class,
                        canceled ->
                            assertThat(canceled.reasons())
                                .extracting(CancellationReason::code)
                                .containsExactly("TransactionConflict", second)));
    assertThat(ledger.committed).isEmpty();
    assertThat(ledger.size()).as("what the ledger keeps of it").isZero();
    assertThat(router.write("token")).isInstanceOf(WriteOutcome.Done.class);
    assertThat(ledger.committed).hasSize(1);
  }
}

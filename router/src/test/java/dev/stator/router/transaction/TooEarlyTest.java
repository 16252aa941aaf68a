package dev.stator.router.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.router.transaction.FakeLedger.Router;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transactions whose items have changed after their timestamps. */
class TooEarlyTest {
  private final FakeLedger ledger = new FakeLedger();

  @ParameterizedTest
  @CsvSource({"1,false", "1,true", "2,false", "2,true"})
  void itIsDoneWithALaterTimestampWhateverComesLate(int refused, boolean repeated) {
    Router router = ledger.leads(ledger.router());
    ledger.tooEarly = refused;
    ledger.cancelsRepeated = repeated;
    assertThat(router.write("token")).isInstanceOf(WriteOutcome.Done.class);
    assertThat(ledger.committed).hasSize(1);
    assertThat(router.write("token")).isInstanceOf(WriteOutcome.Repeated.class);
    assertThat(ledger.committed).hasSize(1);
  }

  /** The client tries again, with the same token. */
  @ParameterizedTest
  @CsvSource({"3", "4"})
  void thereIsOneMoreAttempt(int refused) {
    Router router = ledger.leads(ledger.router());
    ledger.tooEarly = refused;
    assertThat(router.write("token")).isInstanceOf(WriteOutcome.Failed.class);
    assertThat(ledger.committed).isEmpty();
    assertThat(router.write("token")).isInstanceOf(WriteOutcome.Done.class);
    assertThat(ledger.committed).hasSize(1);
  }
}

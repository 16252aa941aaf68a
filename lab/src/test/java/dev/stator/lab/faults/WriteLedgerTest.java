package dev.stator.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.wire.Answer;
import org.junit.jupiter.api.Test;

class WriteLedgerTest {
  private final WriteLedger ledger = new WriteLedger();

  @Test
  void aLostAcknowledgedWriteIsSeen() {
    ledger.sending("k", 1);
    ledger.acknowledged("k", 1);
    assertThat(ledger.observed("k", WriteLedger.ABSENT)).hasSize(1);
  }

  @Test
  void aWriteWithoutAnAnswerMayHaveHappenedOrNot() {
    ledger.acknowledged("a", 1);
    ledger.sending("a", 2);
    assertThat(ledger.observed("a", 2)).isEmpty();
    ledger.sending("a", 3);
    assertThat(ledger.observed("a", 2)).isEmpty();
    assertThat(ledger.observed("a", 3)).as("it cannot happen any more").hasSize(1);
  }

  @Test
  void aRefusedWriteMustNotShow() {
    ledger.acknowledged("k", 4);
    ledger.sending("k", 5);
    ledger.refused("k", 5);
    assertThat(ledger.certain("k")).isEqualTo(4);
    assertThat(ledger.observed("k", 5)).hasSize(1);
  }

  @Test
  void halfAWriteIsSeen() {
    String whole = ItemForm.item("k", 7);
    assertThat(ItemForm.version(new Answer(200, "{\"Item\":" + whole + "}"))).isEqualTo(7);
    assertThat(
            ItemForm.version(
                new Answer(200, whole.replace("\"v3\":{\"N\":\"7\"}", "\"v3\":{\"N\":\"6\"}"))))
        .isEqualTo(WriteLedger.TORN);
    assertThat(ItemForm.version(new Answer(200, whole.replace(",\"v5\":{\"N\":\"7\"}", ""))))
        .isEqualTo(WriteLedger.TORN);
    assertThat(ItemForm.version(new Answer(200, "{}"))).isEqualTo(WriteLedger.ABSENT);
    assertThat(ledger.observed("k", WriteLedger.TORN)).hasSize(1);
  }
}

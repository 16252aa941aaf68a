package dev.stator.lab.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.check.TransactionOperation.Outcome;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SerializabilityTest {
  private static TransactionOperation write(
      long id, Map<String, Long> replaced, long from, long to, Outcome outcome) {
    return new TransactionOperation(
        id, replaced, new TreeSet<>(replaced.keySet()), from, to, outcome);
  }

  private static TransactionOperation read(long id, Map<String, Long> seen, long from, long to) {
    return new TransactionOperation(id, seen, new TreeSet<>(), from, to, Outcome.DONE);
  }

  @Test
  void oneAfterTheOtherIsWell() {
    List<TransactionOperation> history =
        List.of(
            write(1, Map.of("a", 0L, "b", 0L), 0, 10, Outcome.DONE),
            write(2, Map.of("a", 1L), 5, 20, Outcome.UNKNOWN),
            write(3, Map.of("b", 1L), 5, 20, Outcome.NOTHING),
            read(4, Map.of("a", 2L, "b", 1L), 11, 30));
    assertThat(Serializability.violation(history, Map.of("a", 2L, "b", 1L))).isNull();
  }

  @Test
  void halfAWriteIsSeen() {
    List<TransactionOperation> history =
        List.of(
            write(1, Map.of("a", 0L, "b", 0L), 0, 10, Outcome.DONE),
            read(2, Map.of("a", 1L, "b", 0L), 1, 9));
    assertThat(Serializability.violation(history, Map.of("a", 1L, "b", 1L)))
        .startsWith("there is no order");
  }

  @Test
  void halfAWriteIsLost() {
    List<TransactionOperation> history =
        List.of(write(1, Map.of("a", 0L, "b", 0L), 0, 10, Outcome.UNKNOWN));
    assertThat(Serializability.violation(history, Map.of("a", 1L, "b", 0L)))
        .contains("b ended as version 0 instead of 1");
    assertThat(Serializability.violation(history, Map.of("a", 0L, "b", 0L))).isNull();
  }

  @Test
  void aVersionIsReplacedTwice() {
    List<TransactionOperation> history =
        List.of(
            write(1, Map.of("a", 0L), 0, 10, Outcome.DONE),
            write(2, Map.of("a", 0L, "b", 0L), 0, 10, Outcome.DONE));
    assertThat(Serializability.violation(history, Map.of("a", 2L, "b", 2L)))
        .contains("replaced twice");
  }

  @Test
  void whatWasRefusedIsSeen() {
    List<TransactionOperation> history =
        List.of(
            write(1, Map.of("a", 0L), 0, 10, Outcome.NOTHING), read(2, Map.of("a", 1L), 20, 30));
    assertThat(Serializability.violation(history, Map.of("a", 1L))).contains("was refused");
  }

  @Test
  void whatEndedBeforeIsNotSeen() {
    List<TransactionOperation> history =
        List.of(write(1, Map.of("a", 0L), 0, 10, Outcome.DONE), read(2, Map.of("a", 0L), 11, 30));
    assertThat(Serializability.violation(history, Map.of("a", 1L))).startsWith("there is no order");
    List<TransactionOperation> together =
        List.of(write(1, Map.of("a", 0L), 0, 10, Outcome.DONE), read(2, Map.of("a", 0L), 10, 30));
    assertThat(Serializability.violation(together, Map.of("a", 1L))).isNull();
  }

  @Test
  void twoReadsSeeTwoWritesInOppositeOrders() {
    List<TransactionOperation> history =
        List.of(
            write(1, Map.of("a", 0L), 0, 100, Outcome.DONE),
            write(2, Map.of("b", 0L), 0, 100, Outcome.DONE),
            read(3, Map.of("a", 1L, "b", 0L), 0, 100),
            read(4, Map.of("a", 0L, "b", 2L), 0, 100));
    assertThat(Serializability.violation(history, Map.of("a", 1L, "b", 2L)))
        .startsWith("there is no order");
  }
}

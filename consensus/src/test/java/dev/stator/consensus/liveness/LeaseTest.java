package dev.stator.consensus.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.Clock;
import dev.stator.consensus.liveness.Grounds.Confirmed;
import dev.stator.consensus.liveness.Grounds.Quorum;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private final Lease lease = new Lease();
  private final Node b = new Node("b");
  private final Node c = new Node("c");
  private final HandClock clock = new HandClock();

  /** A node whose support a test sets. */
  private static final class Node implements Peers.Peer {
    private final String name;
    private Support support = new Support(1, 0, 100, 500);

    Node(String name) {
      this.name = name;
    }

    @Override
    public String node() {
      return name;
    }

    @Override
    public Heard heard() {
      return Heard.NEVER;
    }

    @Override
    public Support support() {
      return support;
    }

    @Override
    public Heard withdraw(Withdrawal withdrawal) {
      return Heard.NEVER;
    }
  }

  private static final class HandClock implements Clock {
    private long nanos = 200;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public long wallMillis() {
      return 0;
    }
  }

  @Test
  void needsGrounds() {
    assertThat(lease.holds(clock)).isFalse();
    lease.publish(grounds(1, confirmed(b)));
    assertThat(lease.holds(clock)).isTrue();
    lease.publish(null);
    assertThat(lease.holds(clock)).isFalse();
  }

  @Test
  void aGroupOfOneNeedsNobody() {
    lease.publish(new Grounds(1, List.of(new Quorum(0, List.of()))));
    clock.nanos = Long.MAX_VALUE;
    assertThat(lease.holds(clock)).isTrue();
  }

  @Test
  void endsWithTheSupportOfAQuorum() {
    lease.publish(grounds(1, confirmed(b), confirmed(c)));
    b.support = new Support(1, 0, 100, 300);
    clock.nanos = 400;
    assertThat(lease.holds(clock)).isTrue();
    clock.nanos = 500;
    assertThat(lease.holds(clock)).isFalse();
  }

  @Test
  void countsNobodyOfAnotherGeneration() {
    lease.publish(grounds(1, confirmed(b)));
    b.support = new Support(2, 150, 160, 700);
    assertThat(lease.holds(clock)).isFalse();
  }

  @Test
  void needsBothMemberships() {
    Quorum old = new Quorum(1, List.of(confirmed(b)));
    Quorum fresh = new Quorum(1, List.of(confirmed(c)));
    lease.publish(new Grounds(1, List.of(old, fresh)));
    assertThat(lease.holds(clock)).isTrue();
    c.support = new Support(1, 0, 100, 150);
    assertThat(lease.holds(clock)).isFalse();
  }

  @Test
  void aMarkTakesAMemberOutAtOnce() {
    lease.publish(grounds(1, confirmed(b)));
    long other = lease.mark("b", 2, 190);
    assertThat(lease.holds(clock)).as("another term").isTrue();
    long number = lease.mark("b", 1, 190);
    assertThat(lease.holds(clock)).isFalse();
    lease.unmark(other);
    assertThat(lease.holds(clock)).isFalse();
    lease.publish(grounds(1, new Confirmed(b, 1, 191)));
    assertThat(lease.holds(clock)).as("confirmed after it withdrew").isTrue();
    lease.publish(grounds(1, confirmed(b)));
    lease.unmark(number);
    assertThat(lease.holds(clock)).isTrue();
  }

  @Test
  void manyMarksTakeEverybodyOut() {
    lease.publish(grounds(1, confirmed(b)));
    long last = 0;
    for (int i = 0; i < 100; i++) {
      last = lease.mark("c", 5, 190);
    }
    assertThat(lease.holds(clock)).isFalse();
    lease.unmark(last - 50);
    assertThat(lease.holds(clock)).isFalse();
    lease.unmark(last);
    assertThat(lease.holds(clock)).isTrue();
  }

  /** Every strong read asks: printed for the record, and bounded loosely. */
  @Test
  void costsNextToNothing() {
    lease.publish(grounds(1, confirmed(b), confirmed(c)));
    Clock machine =
        new Clock() {
          private final long origin = System.nanoTime();

          @Override
          public long nanos() {
            return Math.min(400, System.nanoTime() - origin);
          }

          @Override
          public long wallMillis() {
            return 0;
          }
        };
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 10; round++) {
      long before = System.nanoTime();
      int held = 0;
      for (int i = 0; i < 1_000_000; i++) {
        held += lease.holds(machine) ? 1 : 0;
      }
      best = Math.min(best, System.nanoTime() - before);
      assertThat(held).isEqualTo(1_000_000);
    }
    System.out.printf("a lease of three members is checked in %d ns%n", best / 1_000_000);
    assertThat(best / 1_000_000).isLessThan(2_000);
  }

  private static Confirmed confirmed(Node node) {
    return new Confirmed(node, 1, 50);
  }

  private static Grounds grounds(int needed, Confirmed... confirmed) {
    return new Grounds(1, new ArrayList<>(List.of(new Quorum(needed, List.of(confirmed)))));
  }
}
